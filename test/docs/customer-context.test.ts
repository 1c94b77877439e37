import { readFileSync } from 'node:fs';
import { SIGNATURE_HEADER, SIGNATURE_TOLERANCE_S } from 'convot/proof';
import { LOOKUP_ANSWER_BYTES, LOOKUP_IDENTIFIER_CHARS, LOOKUP_TIME_MS } from 'convot/protocol';
import { describe, expect, test } from 'vitest';
import { readInstructions } from '../../desk/src/lookups/instructions/index.js';
import { readPlainly } from '../../desk/src/lookups/plain-reader.js';
import { REFRESH_MS } from '../../desk/src/lookups/runs.js';
import { JSON_DEPTH_MAX } from '../../desk/src/outgoing/limits.js';
import {
  customerContextTexts,
  lookupFieldNames,
  lookupRemedies,
  lookupStatusTable,
} from '../../desk/web/locales/lookups-en.js';

const PAGE = readFileSync(new URL('../../docs/customer-context.md', import.meta.url), 'utf8');
const EXAMPLE = PAGE.split('\n> ').slice(1).join(' ').split('\n')[0] ?? '';
const section = (title: string) => PAGE.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const firstCells = (title: string) => [...section(title).matchAll(/^\| `?([^`|]+?)`? +\|/gm)].map(([, cell]) => cell);

describe('the page of Customer Context', () => {
  test('names every status and every reason, and no other', () => {
    expect(firstCells('Statuses').slice(2)).toEqual(Object.keys(lookupStatusTable));
    const reasons = Object.keys(lookupRemedies).filter((reason) => !reason.startsWith('model_'));
    expect(firstCells('Troubleshooting').slice(2).sort()).toEqual(reasons.sort());
  });

  test('names every field as the settings do', () => {
    const { exclude_unconfirmed, signing_secret } = customerContextTexts;
    const names = new Set([...Object.values(lookupFieldNames), exclude_unconfirmed, signing_secret]);
    names.delete(lookupFieldNames.signing_secret);
    expect(new Set(firstCells('What the owner sets').slice(2))).toEqual(names);
  });

  test('has the numbers of the code', () => {
    const rules = section('Your endpoint');
    expect(rules).toContain(`| within ${LOOKUP_TIME_MS / 1_000} s `);
    expect(rules).toContain(`| under ${LOOKUP_ANSWER_BYTES / 1_024} KB `);
    expect(rules).toContain(`at most ${LOOKUP_IDENTIFIER_CHARS} of them`);
    expect(PAGE).toContain(`at most once in ${REFRESH_MS / 1_000} seconds`);
    expect(PAGE).toContain(`deeper than ${JSON_DEPTH_MAX} `);
    expect(section('Signatures')).toContain(`\`${SIGNATURE_HEADER}: t=<seconds>,v1=<hex>\``);
    expect(SIGNATURE_TOLERANCE_S).toBe(5 * 60);
  });

  test('gives an instruction that the plain reader understands as it is meant', () => {
    const reading = readInstructions(EXAMPLE);
    const read = (subject: string, body: string) =>
      reading.understood &&
      readPlainly(reading.rules, { subject, body }, { email: 'ana@example.org', externalId: null, verified: [] })
        ?.identifier;
    expect(read('Order # 7712 is late', 'My account is acct_9')).toBe('7712');
    expect(read('Late', 'My account is acct_9')).toBe('acct_9');
    expect(read('Late', 'Hello')).toBe('ana@example.org');
  });
});
