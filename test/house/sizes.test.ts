import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { forBrowsers } from '../../esbuild.config.mjs';
import { SIZE_LIMITS } from './limits.mjs';
import { serverPackagesIn, sizeFaults } from './sizes.mjs';

const small = { raw: 1, gzip: 1, brotli: 1, serverPackages: [] };

test('a bundle over its limit is told with both numbers, one at its limit is not', () => {
  const limit = SIZE_LIMITS['dist/convot.js']?.bytes ?? 0;
  expect(sizeFaults([{ ...small, name: 'dist/convot.js', brotli: limit }])).toEqual([]);
  expect(sizeFaults([{ ...small, name: 'dist/convot.js', brotli: limit + 1 }])).toEqual([
    expect.stringMatching(`dist/convot.js is ${limit + 1} bytes brotli, over its ${limit}`),
  ]);
});

test.each(['jose', 'zod', 'hono'])('%s in a browser bundle is found by name', async (name) => {
  const { metafile } = await esbuild.build({
    ...forBrowsers(`export * from '${name}';`),
    plugins: [],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  expect(serverPackagesIn(metafile)).toContain(name);
  const fault = sizeFaults([{ ...small, name: 'a page', serverPackages: serverPackagesIn(metafile) }])[0];
  expect(fault).toBe(`a page contains ${name}: it belongs to servers`);
});

test("a module of Node's in a browser bundle fails it", async () => {
  const build = esbuild.build({ ...forBrowsers("import 'node:fs';"), write: false, logLevel: 'silent' });
  await expect(build).rejects.toThrow(/node:fs/);
});
