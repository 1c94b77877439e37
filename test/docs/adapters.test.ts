import { readFileSync } from 'node:fs';
import { chatwoot } from 'convot/adapters/chatwoot';
import { desk } from 'convot/adapters/desk';
import { memory } from 'convot/adapters/memory';
import type { Capabilities } from 'convot/protocol';
import { expect, test } from 'vitest';
import { minimal, Shelf } from './minimal-adapter.js';

const file = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const PAGE = file('../../docs/adapters.md');

test('each code block of the page is a file that is compiled and run', () => {
  const blocks = [...PAGE.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const files = ['minimal-adapter.ts', 'minimal-adapter.test.ts', 'chatwoot-page.ts'].map(file);
  expect(blocks.toSorted()).toEqual(files.toSorted());
});

test('the table says of each backend what its adapter says', () => {
  const adapters = [
    desk({ app: 'app_x', url: 'https://desk.example' }),
    memory(),
    chatwoot({ url: 'https://chatwoot.example', inbox: 'x' }),
  ];
  const rows = [...PAGE.matchAll(/^\| `(\w+)` +\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|/gm)];
  const told = rows.map(([, name, ...cells]) => [name, ...cells.map((cell) => cell.trim())]);
  const names = Object.keys(minimal(new Shelf()).capabilities ?? {}) as (keyof Capabilities)[];
  const expected = names.map((name) => [
    name,
    ...adapters.map(({ capabilities }) => (capabilities?.[name] === false ? 'no' : 'yes')),
  ]);
  // The memory adapter opens tokens once a test lends it a key.
  const lent = expected.map(([name, ...cells]) =>
    name === 'identityTokens' ? [name, cells[0], 'lent', cells[2]] : [name, ...cells],
  );
  expect(told.toSorted()).toEqual(lent.toSorted());
});
