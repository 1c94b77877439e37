import { randomUUID } from 'node:crypto';
import { KEYS_PER_CONTACT, merge, type Patch, type Trust, type Values } from 'convot/protocol';
import { and, asc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { mergePatch } from '../../../desk/src/custom-data/index.js';
import { schema } from '../../../desk/src/database/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type StagedApp } from '../visitor/stage.js';

const { appContacts, facts } = schema;

const TRICKY_KEYS = [
  'plan',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '0',
  '1',
  ' ',
  'ключ',
  '🦕',
  'a"b',
  "a'b",
  'a\\b',
  '{',
  '%s',
  '$1',
];
const TRICKY_VALUES = [
  1e21,
  -0,
  0,
  0.1,
  1e-7,
  5e-324,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  '42',
  'true',
  'null',
  '""',
  '\\u0041',
  '\n',
];

const key = fc.oneof(fc.constantFrom(...TRICKY_KEYS), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }));
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(null, '', true, false) },
  { weight: 3, arbitrary: fc.constantFrom(...TRICKY_VALUES) },
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const patch: fc.Arbitrary<Patch> = fc
  .array(fc.tuple(key, value), { maxLength: 8 })
  .map((entries) =>
    Object.fromEntries(entries.filter(([name]) => !['__proto__', 'prototype', 'constructor'].includes(name))),
  )
  .filter((one) => Object.keys(one).every((name) => !name.includes('\0')) && !JSON.stringify(one).includes('\\u0000'));
const trust = fc.constantFrom<Trust[]>('verified', 'unverified', 'anonymous');

eachDatabase('the statement that merges', (database) => {
  let app: StagedApp;
  let contactId: string;
  beforeAll(async () => {
    const organisation = await makeStage(database().db).organisation();
    app = await organisation.app();
    const [contact] = await database()
      .db.insert(schema.contacts)
      .values({ organisationId: organisation.id })
      .returning();
    contactId = contact?.id ?? '';
  });

  async function newRecord(): Promise<string> {
    const values = { appId: app.id, contactId, handle: randomUUID(), trust: 'anonymous' as const };
    const [record] = await database().db.insert(appContacts).values(values).returning();
    return record?.id ?? '';
  }

  let turn = 0;
  const apply = (appContactId: string, change: Patch, by: Trust) => {
    turn += 1;
    const at = new Date(Date.UTC(2026, 0, 1) + turn * 1_000);
    return database().db.transaction((tx) => mergePatch(tx, { appContactId, patch: change, trust: by, at }));
  };
  const rowsOf = (appContactId: string) =>
    database()
      .db.select()
      .from(facts)
      .where(and(eq(facts.appContactId, appContactId), eq(facts.root, 'custom_data')))
      .orderBy(asc(facts.place));
  async function valuesOf(appContactId: string): Promise<Values> {
    const rows = (await rowsOf(appContactId)).filter(({ value }) => value !== null);
    return Object.fromEntries(rows.map((row) => [row.key, row.value as string]));
  }
  const factOf = async (appContactId: string, name: string) =>
    (await rowsOf(appContactId)).find((row) => row.key === name);
  /** JSON knows no negative zero. */
  const overJson = (values: Values) => JSON.parse(JSON.stringify(values));

  it('does what the pure function does, for any patches of any trusts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(patch, trust), { minLength: 1, maxLength: 6 }), async (changes) => {
        const record = await newRecord();
        let expected: Values = {};
        for (const [change, by] of changes) {
          await apply(record, change, by);
          expected = merge(expected, change, by);
        }
        expect(await valuesOf(record)).toEqual(overJson(expected));
      }),
      { numRuns: 60 },
    );
  });

  it('tells where a value came from, and what it replaced', async () => {
    const record = await newRecord();
    await apply(record, { plan: 'free' }, 'unverified');
    expect(await factOf(record, 'plan')).toMatchObject({
      value: 'free',
      trust: 'unverified',
      source: 'identify',
      previous: null,
    });
    await apply(record, { plan: 'free' }, 'verified');
    expect(await factOf(record, 'plan')).toMatchObject({ trust: 'verified', previous: null });
    await apply(record, { plan: 'pro' }, 'verified');
    const set = await factOf(record, 'plan');
    expect(set).toMatchObject({ value: 'pro', previous: 'free' });
    await apply(record, { plan: 'spoofed' }, 'unverified');
    expect(await factOf(record, 'plan')).toEqual(set);
    await apply(record, { plan: null }, 'unverified');
    expect(await factOf(record, 'plan')).toEqual(set);
    await apply(record, { plan: null }, 'verified');
    expect(await factOf(record, 'plan')).toMatchObject({ value: null, previous: 'pro', trust: 'verified' });
    await apply(record, { plan: 'filled' }, 'unverified');
    expect(await factOf(record, 'plan')).toMatchObject({ value: 'filled', previous: null, trust: 'unverified' });
  });

  it('keeps the order in which keys first came', async () => {
    const record = await newRecord();
    await apply(record, { zulu: 1, alpha: 2 }, 'verified');
    await apply(record, { mike: 3, zulu: 4 }, 'verified');
    expect((await rowsOf(record)).map((row) => row.key)).toEqual(['zulu', 'alpha', 'mike']);
  });

  it('has no trace of clearing what was never there', async () => {
    const record = await newRecord();
    await apply(record, { plan: null }, 'verified');
    expect(await rowsOf(record)).toEqual([]);
  });

  it('refuses new keys above the limit, in the patch’s order, and changes the old ones all the same', async () => {
    const record = await newRecord();
    const full = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT - 1 }, (_, place) => [`key${place}`, place]));
    expect(await apply(record, full, 'verified')).toEqual([]);
    expect(await apply(record, { key0: 'new', first: 1, second: 2, third: null }, 'verified')).toEqual(['second']);
    const values = await valuesOf(record);
    expect(values).toMatchObject({ key0: 'new', first: 1 });
    expect(Object.keys(values)).toHaveLength(KEYS_PER_CONTACT);
    expect(await apply(record, { first: null, second: 2, third: 3 }, 'verified')).toEqual(['third']);
    expect(await apply(record, { fourth: 4 }, 'unverified')).toEqual(['fourth']);
    expect(Object.keys(await valuesOf(record))).toHaveLength(KEYS_PER_CONTACT);
  });

  it('gives verified keys their room though unverified ones take up all of it', async () => {
    const record = await newRecord();
    const keys = (prefix: string) => Array.from({ length: KEYS_PER_CONTACT }, (_, place) => [`${prefix}${place}`, 1]);
    expect(await apply(record, Object.fromEntries(keys('spam')), 'unverified')).toEqual([]);
    expect(await apply(record, Object.fromEntries(keys('own')), 'verified')).toEqual([]);
    expect(await apply(record, { more: 1, own0: 2, spam0: 2 }, 'verified')).toEqual(['more', 'spam0']);
    expect(await apply(record, { own1: null, more: 1, own0: '' }, 'verified')).toEqual([]);
    expect(await apply(record, { own0: 'filled', fresh: 1, spam1: 2 }, 'unverified')).toEqual(['fresh']);
    expect(await apply(record, { another: 1 }, 'verified')).toEqual(['another']);
    expect(await valuesOf(record)).toMatchObject({ own0: 'filled', own2: 1, more: 1, spam0: 1, spam1: 1 });
    expect(Object.keys(await valuesOf(record))).toHaveLength(2 * KEYS_PER_CONTACT);
  });

  it('refuses a verified session the same keys whatever unverified ones wrote meanwhile', async () => {
    const few = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(null, '', 'x', 1), {
      minKeys: 1,
    });
    const changes = fc.array(fc.tuple(few, fc.constantFrom<Trust[]>('verified', 'unverified', 'anonymous')), {
      maxLength: 8,
    });
    const most = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT - 2 }, (_, place) => [`k${place}`, place]));
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const [disturbed, alone] = [await newRecord(), await newRecord()];
        for (const record of [disturbed, alone]) await apply(record, most, 'verified');
        for (const [change, by] of all) {
          const refused = await apply(disturbed, change, by);
          if (by === 'verified') expect(refused).toEqual(await apply(alone, change, by));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not remember cleared keys without end', async () => {
    const record = await newRecord();
    for (let round = 0; round < 4; round += 1) {
      const keys = Array.from({ length: KEYS_PER_CONTACT }, (_, place) => `r${round}k${place}`);
      await apply(record, Object.fromEntries(keys.map((name) => [name, 1])), 'verified');
      await apply(record, Object.fromEntries(keys.map((name) => [name, null])), 'verified');
    }
    expect(await valuesOf(record)).toEqual({});
    expect((await rowsOf(record)).length).toBeLessThanOrEqual(2 * KEYS_PER_CONTACT);
    expect(await factOf(record, 'r3k0')).toMatchObject({ value: null, previous: 1 });
  });
});
