import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledge,
  append,
  emptyDocument,
  expire,
  leave,
  name,
  type OutboxDocument,
  type Outcome,
  type Owner,
  peek,
  refuse,
  waitingFor,
} from '../../src/client/outbox.js';
import { ENTRY_AGE_MS, PUSH_BYTES, TRUST_ORDER, trustSuffices } from '../../src/protocol/index.js';

const handles = ['h1', 'h2'] as const;
const claims = ['ada', 'grace'] as const;
const claimOf = (id: string) => waitingFor({ external_id: id });

const handle = fc.constantFrom(...handles);
const trust = fc.constantFrom(...TRUST_ORDER);
const owner: fc.Arbitrary<Owner> = fc.oneof(
  fc.tuple(handle, trust),
  fc.constantFrom(...claims).map((claim): Owner => [claimOf(claim), null]),
  fc.constant<Owner>(['page', null]),
);

type Step =
  | { readonly do: 'append'; readonly owner: Owner }
  | {
      readonly do: 'push';
      readonly handle: string;
      readonly trust: (typeof TRUST_ORDER)[number];
      readonly acked: number;
    }
  | {
      readonly do: 'name';
      readonly claim: string;
      readonly handle: string;
      readonly trust: (typeof TRUST_ORDER)[number];
    }
  | { readonly do: 'leave'; readonly stays: string | null }
  | { readonly do: 'refuse'; readonly claim: string }
  | { readonly do: 'wait'; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), owner }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), handle, trust, acked: fc.nat(5) }) },
  fc.record({ do: fc.constant('name' as const), claim: fc.constantFrom(...claims), handle, trust }),
  fc.record({ do: fc.constant('leave' as const), stays: fc.option(handle) }),
  fc.record({ do: fc.constant('refuse' as const), claim: fc.constantFrom(...claims) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.nat(9) }),
);

/** Runs steps and checks every batch; answers what each entry came to. */
function run(steps: readonly Step[], batchOf: typeof peek = peek) {
  const outbox = emptyDocument();
  const appended: string[] = [];
  const ends: Outcome[] = [];
  const sent = new Map<string, number>();
  let now = 1_000;
  for (const each of steps) {
    if (each.do === 'append') {
      const id = `e${appended.length}`;
      appended.push(id);
      append(outbox, each.owner, { id, patch: { id }, at: now });
    } else if (each.do === 'push') ends.push(...push(outbox, each, sent, batchOf));
    else if (each.do === 'name') name(outbox, [claimOf(each.claim)], { ...each, credential: 'c', origin: 'claim' });
    else if (each.do === 'leave') ends.push(...leave(outbox, each.stays ? [each.stays] : undefined));
    else if (each.do === 'refuse') ends.push(...refuse(outbox, claimOf(each.claim), 'hash_invalid'));
    else {
      now += each.days * 86_400_000;
      ends.push(...expire(outbox, now));
    }
  }
  return { outbox, appended, ends };
}

function push(
  outbox: OutboxDocument,
  by: Step & { do: 'push' },
  sent: Map<string, number>,
  batchOf: typeof peek,
): Outcome[] {
  const batch = batchOf(outbox, by);
  if (!batch) return [];
  const lane = outbox.entries.filter((each) => each.lane === batch.lane);
  for (const entry of lane) expect(entry).toMatchObject({ owner: by.handle, trust: batch.trust });
  expect(trustSuffices(by.trust, batch.trust)).toBe(true);
  // The lane's oldest unacknowledged entries, without a gap.
  expect(batch.entries.map(({ seq }) => seq)).toEqual(lane.slice(0, batch.entries.length).map(({ seq }) => seq));
  batch.entries.forEach(({ seq }, place) => {
    expect(seq).toBe((batch.entries[0]?.seq ?? 0) + place);
  });
  for (const { seq, custom_data } of batch.entries) {
    const key = String(custom_data.id);
    // What may have been sent keeps its place for ever.
    expect(sent.get(key) ?? seq).toBe(seq);
    sent.set(key, seq);
  }
  const results = batch.entries.slice(0, by.acked).map(({ seq }) => ({ seq, status: 'applied' as const, refused: [] }));
  return acknowledge(outbox, batch.lane, results);
}

describe('the outbox', () => {
  test('each entry is on disk or has exactly one end, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { outbox, appended, ends } = run(steps);
        const kept = outbox.entries.map(({ id }) => id);
        expect([...kept, ...ends.map(({ id }) => id)].sort()).toEqual([...appended].sort());
      }),
      { numRuns: 500 },
    );
  });

  test('that property notices a gap and a stranger', () => {
    const withGap: typeof peek = (outbox, session) => {
      const batch = peek(outbox, session);
      return batch && { ...batch, entries: batch.entries.slice(1) };
    };
    const forAnyone: typeof peek = (outbox) =>
      handles.map((each) => peek(outbox, { handle: each, trust: 'verified' })).find(Boolean) ?? null;
    for (const broken of [withGap, forAnyone]) {
      const rule = fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => void run(steps, broken));
      expect(fc.check(rule, { numRuns: 500 }).failed).toBe(true);
    }
  });

  test('a request stays small enough for keepalive, and one entry always fits', () => {
    const outbox = emptyDocument();
    for (let seq = 0; seq < 20; seq += 1) {
      append(outbox, ['h1', 'verified'], {
        id: `${seq}`,
        patch: { big: 'x'.repeat(2_000), more: '"'.repeat(2_000) },
        at: 0,
      });
    }
    const batch = peek(outbox, { handle: 'h1', trust: 'verified' });
    expect(batch?.entries.length).toBeGreaterThan(1);
    expect(JSON.stringify(batch).length).toBeLessThan(PUSH_BYTES);
  });

  test('entries expire after seven days, from the front only', () => {
    const outbox = emptyDocument();
    const mine = ['h1', 'verified'] as const;
    append(outbox, mine, { id: 'new', patch: {}, at: ENTRY_AGE_MS });
    append(outbox, mine, { id: 'old', patch: {}, at: 0 });
    expect(expire(outbox, ENTRY_AGE_MS + 1)).toEqual([]);
    expect(expire(outbox, 2 * ENTRY_AGE_MS + 1).map(({ id }) => id)).toEqual(['new', 'old']);
    expect(outbox.entries).toEqual([]);
  });

  test('what waits for one person at one trust is one lane; the next lane has another name', () => {
    const outbox = emptyDocument();
    const laneOf = (id: string, trust: (typeof TRUST_ORDER)[number]) => {
      append(outbox, ['h1', trust], { id, patch: {}, at: 0 });
      return outbox.entries.at(-1)?.lane ?? '';
    };
    const lane = laneOf('a', 'verified');
    expect(laneOf('b', 'unverified')).not.toBe(lane);
    expect(laneOf('c', 'verified')).toBe(lane);
    const seqs = [1, 2].map((seq) => ({ seq, status: 'applied' as const, refused: [] }));
    expect(acknowledge(outbox, lane, seqs).map(({ id }) => id)).toEqual(['a', 'c']);
    // A late copy of the old request must not be taken for a new patch.
    expect(laneOf('d', 'verified')).not.toBe(lane);
  });

  test('leaving takes sessions, guest and entries together and tells other tabs by the epoch', () => {
    const outbox = emptyDocument();
    const kept = { credential: 'secret', handle: 'h1', trust: 'verified', origin: 'claim' } as const;
    outbox.session = kept;
    outbox.guest = { ...kept, handle: 'g', origin: 'guest' };
    append(outbox, ['h1', 'verified'], { id: 'a', patch: {}, at: 0 });
    expect(leave(outbox)).toEqual([{ id: 'a', status: 'discarded' }]);
    expect(outbox).toEqual({ ...emptyDocument(), epoch: 1 });
  });
});
