import { readFileSync } from 'node:fs';
import { LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from 'convot/protocol';
import { expect, test } from 'vitest';
import * as limits from '../../desk/src/outgoing/limits.js';
import { outgoingRemedies, outgoingSteps } from '../../desk/web/locales/outgoing-en.js';

const PAGE = readFileSync(new URL('../../docs/outgoing.md', import.meta.url), 'utf8');
const section = (title: string) => PAGE.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

/** The last cell of the row that begins with this text. */
function cell(beginning: string): string {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${beginning}`));
  return row?.split('|').at(-2)?.trim() ?? `no row ${beginning}`;
}

test('the page tells of every code, and of no other; each has a remedy', () => {
  const told = [...section('Codes').matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  expect(told.sort()).toEqual(Object.keys(outgoingRemedies).sort());
  for (const remedy of Object.values(outgoingRemedies)) expect(remedy).toMatch(/^[A-Z].{30,180}\.$/);
});

test('the page names every step', () => {
  for (const step of Object.keys(outgoingSteps)) expect(section('Codes')).toContain(`\`${step}\``);
});

test("the page's numbers are those of the code", () => {
  expect(cell('time,')).toContain(`${LOOKUP_TIME_MS / 1_000} s`);
  expect(cell('body ')).toContain(`${LOOKUP_ANSWER_BYTES / 1_024} KB`);
  expect(cell('status line')).toBe(`${limits.HEADER_BYTES_MAX / 1_024} KB`);
  expect(cell('interim')).toBe(String(limits.INTERIM_ANSWERS_MAX));
  expect(cell('nesting')).toBe(String(limits.JSON_DEPTH_MAX));
  expect(cell('addresses tried')).toMatch(new RegExp(`^${limits.CONNECT_ADDRESSES_MAX},`));
  expect(outgoingRemedies.header_too_large).toContain(`${limits.HEADER_BYTES_MAX / 1_024} KB`);
});
