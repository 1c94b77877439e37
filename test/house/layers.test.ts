import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layerFaults } from './layers.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'convot-layers-'));
  plant({
    'package.json': JSON.stringify({
      name: 'convot',
      exports: { './protocol': { source: './src/protocol/index.ts' }, './proof': { source: './src/proof/index.ts' } },
    }),
    'desk/package.json': JSON.stringify({ name: '@convot/desk', dependencies: { hono: '4', convot: 'file:..' } }),
    'src/protocol/index.ts': 'export const one = 1;',
    'src/proof/index.ts': "export { one } from '../protocol/index.js';",
  });
});
afterEach(() => rmSync(root, { recursive: true }));

function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test('imports along the arrows, by path or by package name, are no fault', () => {
  plant({
    'desk/src/main.ts': "import { Hono } from 'hono';\nimport { one } from 'convot/protocol';\nimport 'node:fs';",
    'widget/context/index.tsx': "import { h } from 'preact';\nimport css from './sidebar.css';",
    'widget/context/sidebar.css': '',
  });
  expect(layerFaults(root)).toEqual([]);
});

test('an import against the arrows is told with its file, its line, the import and the rule', () => {
  plant({
    'src/client/index.ts': "import { one } from '../protocol/index.js';\nimport type { x } from 'convot/proof';",
  });
  expect(layerFaults(root)).toEqual([
    expect.stringMatching(/^src\/client\/index\.ts:2 imports 'convot\/proof', but "client" may import protocol.*: /),
  ]);
});

test('src never imports widget, not even lazily', () => {
  plant({ 'src/client/index.ts': "export const chat = () => import('../../widget/chat/index.js');" });
  expect(layerFaults(root)).toEqual([expect.stringContaining("imports '../../widget/chat/index.js'")]);
});

test('a package is imported only where the map or the nearest package.json names it', () => {
  plant({
    'src/protocol/bad.ts': "import { z } from 'zod';",
    'src/protocol/worse.ts': "import { readFileSync } from 'node:fs';",
    'desk/src/main.ts': "import { SignJWT } from 'jose';",
  });
  expect(layerFaults(root).map((fault) => fault.split(', but')[0])).toEqual([
    "src/protocol/bad.ts:1 imports 'zod'",
    "src/protocol/worse.ts:1 imports 'node:fs'",
    "desk/src/main.ts:1 imports 'jose'",
  ]);
});

test('an example reaches the packages by name and its own files by path', () => {
  plant({
    'examples/shop/package.json': JSON.stringify({ name: 'shop', dependencies: { convot: 'file:../..' } }),
    'examples/shop/good.mjs': "import { one } from 'convot/protocol';\nimport './own.mjs';",
    'examples/shop/own.mjs': '',
    'examples/shop/bad.mjs': "import { one } from '../../src/protocol/index.js';",
  });
  expect(layerFaults(root)).toEqual([expect.stringMatching(/^examples\/shop\/bad\.mjs:1 imports/)]);
});

test('a folder that the map does not know is a fault', () => {
  plant({ 'src/mystery/index.ts': "import '../protocol/index.js';" });
  expect(layerFaults(root)).toEqual([expect.stringContaining('src/mystery/index.ts:1 is in no room')]);
});

test('a circle of imports is told once, with its whole way round', () => {
  plant({
    'src/client/a.ts': "export * from './b.js';",
    'src/client/b.ts': "export * from './c.js';",
    'src/client/c.ts': "import type { a } from './a.js';",
  });
  expect(layerFaults(root)).toEqual([
    expect.stringContaining('src/client/a.ts -> src/client/b.ts -> src/client/c.ts -> src/client/a.ts is a circle'),
  ]);
});
