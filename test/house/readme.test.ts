import { existsSync, readFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../../esbuild.config.mjs';
import { SIZE_LIMITS } from './limits.mjs';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const INSTALL = readFileSync(new URL('../../docs/install.md', import.meta.url), 'utf8');
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the stub to paste is the one that the build writes', async () => {
  const { stub } = await bundles();
  const { outputFiles } = await esbuild.build({ ...stub, write: false });
  for (const page of [README, INSTALL]) expect(page).toContain(outputFiles?.[0]?.text.trim());
});

test('every npm word that the README and CONTRIBUTING name exists', () => {
  const pages = README + readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const words = [...pages.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own ?? '');
  expect(words.length).toBeGreaterThan(4);
  expect(words.filter((word) => !Object.hasOwn(scripts, word))).toEqual([]);
});

test('every file that the README links to is there', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});

test('the size that the README states is the limit that the build is held to', () => {
  const limit = SIZE_LIMITS['dist/convot.js']?.bytes ?? 0;
  expect(README).toContain(`at most ${limit.toLocaleString('en')} bytes (brotli)`);
});
