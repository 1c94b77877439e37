// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chatwootShim, crispShim, intercomShim } from 'convot/shims';
import { afterEach, expect, test, vi } from 'vitest';
import { recordedClient } from '../client/recorded-client.js';
import { afterThisTask, warnings } from '../shims/saying.js';

const PAGE = readFileSync(join(process.cwd(), 'docs/shims.md'), 'utf8');
const SHIMS = { Intercom: intercomShim, Chatwoot: chatwootShim, Crisp: crispShim } as const;

/** Every row of the tables under "What maps": messenger, what the page says, what Convot does. */
const rows = Object.keys(SHIMS).flatMap((messenger) => {
  const section = new RegExp(`^### ${messenger}\n(.*?)(?=^###|(?![^]))`, 'ms').exec(PAGE)?.[1] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\|$/gm)].map(
    ([, said = '', does = '']) => [messenger, said, does] as const,
  );
});

let stop = () => {};
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

test('the tables have rows for each of the three', () => {
  for (const messenger of Object.keys(SHIMS))
    expect(rows.filter(([each]) => each === messenger).length).toBeGreaterThan(10);
});

test.each(rows)('%s: %s — %s', async (messenger, said, does) => {
  const client = recordedClient();
  const listened = vi.spyOn(client, 'on');
  const warned = warnings();
  stop = SHIMS[messenger as keyof typeof SHIMS](client);
  (client.calls as unknown[]).length = 0;
  listened.mockClear();
  new Function(said)();
  await afterThisTask();
  expect(client.calls.map(([method]) => `${method}()`)).toEqual(
    [...(does.split(';')[0]?.matchAll(/`(\w+\(\))`/g) ?? [])].map(([, method]) => method),
  );
  expect(warned()).toHaveLength(does.startsWith('nothing') ? 1 : 0);
  expect(listened.mock.calls.map(([name]) => name)).toEqual([/^listens to `(\w+)`/.exec(does)?.[1]].filter(Boolean));
});
