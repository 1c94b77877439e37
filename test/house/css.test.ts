import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { minifiedCss } from '../../esbuild.config.mjs';

let folder: string;
let sheet: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convot-css-'));
  sheet = join(folder, 'sheet.css');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a style sheet becomes its minified text, for the build and for these tests', async () => {
  writeFileSync(sheet, ':host {\n  color: #ffffff; /* white */\n}\n');
  expect(await minifiedCss(sheet)).toBe(':host{color:#fff}');
  const { default: imported } = await import(/* @vite-ignore */ sheet);
  expect(imported).toBe(':host{color:#fff}');
});

test('a broken style sheet fails, with its line', async () => {
  writeFileSync(sheet, 'a { color: red }\nb { { color }\n');
  await expect(minifiedCss(sheet)).rejects.toThrow(/sheet\.css:2: /);
});
