import { expect, test } from 'vitest';
import { placesNamed } from './places.mjs';

const slash = '/';

test("a machine's path is told with its line; a route or a relative path is not one", () => {
  const text = `const a = '${slash}tmp${slash}data';\nconst b = './tmp${slash}data';\nconst c = 'https://shop.test${slash}home${slash}page';`;
  expect(placesNamed('src/x.ts', text)).toEqual([expect.stringMatching(/^src\/x\.ts:1 names a machine's path/)]);
});

test('a lockfile names no registry', () => {
  expect(placesNamed('package-lock.json', '"resolved": "https://registry.example/x.tgz"')).toHaveLength(1);
  expect(placesNamed('package-lock.json', '"resolved": "desk"')).toEqual([]);
});
