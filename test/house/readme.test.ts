import { readFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../../esbuild.config.mjs';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the stub to paste is the one that the build writes', async () => {
  const { stub } = await bundles();
  const { outputFiles } = await esbuild.build({ ...stub, write: false });
  expect(README).toContain(outputFiles?.[0]?.text.trim());
});

test('every npm word that the README and CONTRIBUTING name exists', () => {
  const pages = README + readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const words = [...pages.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own ?? '');
  expect(words.length).toBeGreaterThan(4);
  expect(words.filter((word) => !Object.hasOwn(scripts, word))).toEqual([]);
});
