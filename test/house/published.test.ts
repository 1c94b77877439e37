import { expect, test } from 'vitest';
import { missingFiles } from './published.mjs';

test('a promised file that would not be published is told; sources are not promised', () => {
  const exports = {
    '.': { source: './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  };
  expect(missingFiles(exports, new Set(['package.json', 'dist/index.js', 'dist/index.d.ts']))).toEqual([]);
  expect(missingFiles(exports, new Set(['package.json', 'dist/index.js']))).toEqual([
    'exports["."].types is ./dist/index.d.ts, which would not be published',
  ]);
});
