import { randomUUID } from 'node:crypto';
import {
  KEYS_PER_CONTACT,
  LANE_AGE_MS,
  merge,
  type Patch,
  type PushEntry,
  type PushResult,
  type Trust,
  type Values,
} from 'convot/protocol';
import { and, eq, isNotNull } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { pruneLanes } from '../../../desk/src/custom-data/index.js';
import { schema } from '../../../desk/src/database/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp } from '../visitor/stage.js';

eachDatabase('lanes', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const verified = async () => shop.open({ claim: await shop.signed({ external_id: randomUUID() }) });
  const entry = (seq: number, custom_data: Record<string, unknown>): PushEntry => ({
    seq,
    custom_data: custom_data as Patch,
  });
  async function valuesOf(handle: string): Promise<Values> {
    const { appContacts, facts } = schema;
    const rows = await database()
      .db.select({ key: facts.key, value: facts.value })
      .from(facts)
      .innerJoin(appContacts, eq(appContacts.id, facts.appContactId))
      .where(and(eq(appContacts.handle, handle), eq(facts.root, 'custom_data'), isNotNull(facts.value)));
    return Object.fromEntries(rows.map(({ key, value }) => [key, value as string]));
  }
  const contextEvents = () => database().db.$count(schema.events, eq(schema.events.scope, `org:${organisation.id}`));

  const value = fc.constantFrom(null, '', 1, 2, 'x', true);
  const patches = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), value, { maxKeys: 3 }), {
    minLength: 1,
    maxLength: 8,
  });
  /** What a network may do to a client that always sends its oldest unacknowledged entries: cut, repeat, delay. */
  const deliveries = fc.array(
    fc.record({ length: fc.integer({ min: 1, max: 8 }), acknowledged: fc.boolean(), replay: fc.nat() }),
    {
      maxLength: 10,
    },
  );

  it('applies each entry once and in order, whatever is repeated, cut short or comes late', async () => {
    await fc.assert(
      fc.asyncProperty(
        patches,
        deliveries,
        fc.constantFrom<Trust[]>('verified', 'unverified'),
        async (all, tries, trust) => {
          const session = await verified();
          const lane = randomUUID();
          const entries = all.map((patch, place) => entry(place + 1, patch));
          const sent: PushEntry[][] = [];
          const answers = new Map<number, PushResult>();
          let oldest = 0;
          const deliver = async (batch: readonly PushEntry[]) => {
            const { status, body } = await stage.push(session.credential, { lane, trust, entries: batch });
            expect(status).toBe(200);
            expect(body.results.map(({ seq }) => seq)).toEqual(batch.map(({ seq }) => seq));
            for (const result of body.results) {
              expect(result).toEqual(answers.get(result.seq) ?? result);
              answers.set(result.seq, result);
            }
          };
          for (const { length, acknowledged, replay } of tries) {
            const late = sent[replay % (sent.length + 1)];
            if (late) await deliver(late);
            const batch = entries.slice(oldest, oldest + length);
            if (batch.length === 0) continue;
            sent.push(batch);
            await deliver(batch);
            if (acknowledged) oldest += batch.length;
          }
          const rest = entries.slice(oldest);
          if (rest.length > 0) await deliver(rest);
          const expected = all.reduce<Values>((held, patch) => merge(held, patch, trust), {});
          expect(await valuesOf(session.handle)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('applies entries once that arrive several times at once', async () => {
    const session = await verified();
    const lane = randomUUID();
    const entries = Array.from({ length: 10 }, (_, place) =>
      entry(place + 1, { last: place + 1, [`k${place}`]: true }),
    );
    const before = await contextEvents();
    const pushes = Array.from({ length: 8 }, (_, place) =>
      stage.push(session.credential, { lane, trust: 'verified', entries: entries.slice(0, 3 + place) }),
    );
    const answers = await Promise.all(pushes);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await stage.push(session.credential, { lane, trust: 'verified', entries });
    expect(await valuesOf(session.handle)).toMatchObject({ last: 10, k0: true, k9: true });
    expect((await contextEvents()) - before).toBeLessThanOrEqual(8);
  });

  it('merges lanes of one person that arrive at once without passing the limit', async () => {
    const session = await verified();
    const half = (name: string) =>
      Object.fromEntries(Array.from({ length: 200 }, (_, place) => [`${name}${place}`, 1]));
    const pushes = ['a', 'b', 'c'].map((name) =>
      stage.push(session.credential, { lane: randomUUID(), trust: 'verified', entries: [entry(1, half(name))] }),
    );
    const refused = (await Promise.all(pushes)).flatMap(({ body }) => body.results.flatMap((result) => result.refused));
    expect(Object.keys(await valuesOf(session.handle))).toHaveLength(KEYS_PER_CONTACT);
    expect(refused).toHaveLength(600 - KEYS_PER_CONTACT);
  });

  it('answers each refused key by name, and repeats it to a duplicate', async () => {
    const { credential } = await verified();
    const push = {
      lane: randomUUID(),
      trust: 'verified' as const,
      entries: [entry(1, { plan: 'pro', nested: {}, constructor: 1 }), entry(2, { '': 1 }), entry(3, {})],
    };
    const first = await stage.push(credential, push);
    expect(first.body.results).toEqual([
      {
        seq: 1,
        status: 'applied',
        refused: [
          { key: 'nested', code: 'value_type' },
          { key: 'constructor', code: 'key_reserved' },
        ],
      },
      { seq: 2, status: 'refused', refused: [{ key: '', code: 'key_empty' }] },
      { seq: 3, status: 'applied', refused: [] },
    ]);
    expect((await stage.push(credential, push)).body).toEqual(first.body);
  });

  it('tells a verified session of keys without room, each to the entry that named it', async () => {
    const { credential } = await verified();
    const full = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT }, (_, place) => [`k${place}`, 1]));
    const lane = randomUUID();
    await stage.push(credential, { lane, trust: 'verified', entries: [entry(1, full)] });
    const { body } = await stage.push(credential, {
      lane,
      trust: 'verified',
      entries: [entry(2, { k0: 2 }), entry(3, { more: 1 }), entry(4, { more: 2, k1: 3 })],
    });
    const refused = [{ key: 'more', code: 'too_many_keys' }];
    expect(body.results).toEqual([
      { seq: 2, status: 'applied', refused: [] },
      { seq: 3, status: 'refused', refused },
      { seq: 4, status: 'applied', refused },
    ]);
  });

  it('takes no entries of a higher trust than the session’s', async () => {
    const claim = { external_id: randomUUID() };
    const { credential } = await shop.open({ claim });
    for (const [trust, status] of [
      ['verified', 403],
      ['unverified', 200],
      ['anonymous', 200],
    ] as const) {
      const answer = await stage.push(credential, { lane: randomUUID(), trust, entries: [entry(1, { plan: 'pro' })] });
      expect(answer.status).toBe(status);
      if (status === 403) expect(answer.body.error.code).toBe('lane_mismatch');
    }
  });

  it('merges unverified entries as such under a verified session', async () => {
    const session = await verified();
    await stage.push(session.credential, {
      lane: randomUUID(),
      trust: 'verified',
      entries: [entry(1, { plan: 'pro' })],
    });
    await stage.push(session.credential, {
      lane: randomUUID(),
      trust: 'unverified',
      entries: [entry(1, { plan: 'free', seats: 3 })],
    });
    expect(await valuesOf(session.handle)).toEqual({ plan: 'pro', seats: 3 });
  });

  it('takes a lane from its own person and trust alone, and writes nothing otherwise', async () => {
    const [owner, other] = [await verified(), await verified()];
    const lane = randomUUID();
    await stage.push(owner.credential, { lane, trust: 'verified', entries: [entry(1, { a: 1 })] });
    const stolen = await stage.push(other.credential, { lane, trust: 'verified', entries: [entry(2, { a: 2 })] });
    expect([stolen.status, stolen.body.error.code]).toEqual([403, 'lane_mismatch']);
    const lowered = await stage.push(owner.credential, { lane, trust: 'unverified', entries: [entry(2, { b: 2 })] });
    expect([lowered.status, lowered.body.error.code]).toEqual([403, 'lane_mismatch']);
    expect(await valuesOf(owner.handle)).toEqual({ a: 1 });
    expect(await valuesOf(other.handle)).toEqual({});
  });

  it('refuses a push with a gap, and goes on past entries that expired in the browser', async () => {
    const session = await verified();
    const lane = randomUUID();
    const gap = { lane, trust: 'verified', entries: [entry(1, { a: 1 }), entry(3, { a: 3 })] };
    expect((await stage.push(session.credential, gap)).body.error.code).toBe('lane_gap');
    await stage.push(session.credential, { lane, trust: 'verified', entries: [entry(1, { a: 1 })] });
    await stage.push(session.credential, { lane, trust: 'verified', entries: [entry(4, { a: 4 })] });
    const late = await stage.push(session.credential, { lane, trust: 'verified', entries: [entry(3, { a: 3 })] });
    expect(late.body.results).toEqual([{ seq: 3, status: 'refused', refused: [] }]);
    expect(await valuesOf(session.handle)).toEqual({ a: 4 });
  });

  it('keeps apps of one contact apart', async () => {
    const other = await organisation.app();
    const claim = { external_id: randomUUID() };
    const [here, there] = [
      await shop.open({ claim: await shop.signed(claim) }),
      await other.open({ claim: await other.signed(claim) }),
    ];
    await stage.push(here.credential, { lane: randomUUID(), trust: 'verified', entries: [entry(1, { plan: 'pro' })] });
    expect(await valuesOf(here.handle)).toEqual({ plan: 'pro' });
    expect(await valuesOf(there.handle)).toEqual({});
  });

  it('remembers lanes for longer than clients retain entries', async () => {
    const session = await verified();
    const { lanes } = schema;
    const lane = randomUUID();
    await stage.push(session.credential, { lane, trust: 'verified', entries: [entry(1, { a: 1 })] });
    await pruneLanes(database().db, new Date(stage.now().getTime() + LANE_AGE_MS));
    expect(await database().db.$count(lanes, eq(lanes.id, lane))).toBe(1);
    await pruneLanes(database().db, new Date(stage.now().getTime() + LANE_AGE_MS + 1));
    expect(await database().db.$count(lanes, eq(lanes.id, lane))).toBe(0);
  });
});
