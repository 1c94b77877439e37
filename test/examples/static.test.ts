import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const page = new URL('../../examples/static/index.html', import.meta.url);
const html = readFileSync(page, 'utf8');
const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1] ?? '{}') as {
  imports: Record<string, string>;
};

test('the static page finds the package where the build writes it', () => {
  for (const [name, address] of Object.entries(imports).filter(([each]) => each.startsWith('convot'))) {
    const entry = packageJson.exports[name.replace(/^convot/, '.') as keyof typeof packageJson.exports];
    expect(entry).toMatchObject({ default: `./${address.replace('../../', '')}` });
  }
});

test('the static page finds what the package imports', () => {
  const others = Object.entries(imports).filter(([each]) => !each.startsWith('convot'));
  expect(others.length).toBeGreaterThan(0);
  for (const [, address] of others) expect(existsSync(fileURLToPath(new URL(address, page)))).toBe(true);
});
