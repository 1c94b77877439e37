import type { Patch } from '../protocol/index.js';
import { claimOf, personOf, push, type Rule, somebody } from './control.js';
import { expectEqual, expectRejection } from './expect.js';

/** What becomes of patches: Laws 1 and 3. */
export const patchCases: readonly Rule[] = [
  {
    name: 'a push stores strings, numbers and booleans, and answers each entry',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const lane = crypto.randomUUID();
      const { results } = await push(await visitor(claimOf(id)), lane, [
        { plan: 'pro', orders: 42 },
        { active: false },
      ]);
      expectEqual(results, [applied(1), applied(2)], 'the answer');
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro', orders: 42, active: false }, 'stored');
    },
  },
  {
    name: 'refused keys are named with their reason, and the rest is applied',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const hostile = JSON.parse('{"plan":"pro","":1,"__proto__":"x","constructor":1,"list":[1]}') as Patch;
      const patch = { ...hostile, long: 'x'.repeat(2_049), [`k${'x'.repeat(190)}`]: 1 };
      const { results } = await push(await visitor(claimOf(id)), crypto.randomUUID(), [patch]);
      const refused = [...(results[0]?.refused ?? [])].map(({ key, code }) => `${key.slice(0, 12)}: ${code}`).sort();
      const expected = [
        ': key_empty',
        '__proto__: key_reserved',
        'constructor: key_reserved',
        'kxxxxxxxxxxx: key_too_long',
        'list: value_type',
        'long: value_too_long',
      ];
      expectEqual(refused, expected.sort(), 'refused keys');
      expectEqual(results[0]?.status, 'applied', 'the status');
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro' }, 'stored');
    },
  },
  {
    name: 'an entry without one acceptable key is refused, an empty one applied',
    holds: async ({ visitor }) => {
      const { results } = await push(await visitor(claimOf(somebody())), crypto.randomUUID(), [{ '': 1 }, {}]);
      expectEqual(
        results.map(({ seq, status }) => ({ seq, status })),
        [
          { seq: 1, status: 'refused' },
          { seq: 2, status: 'applied' },
        ],
        'the statuses',
      );
    },
  },
  {
    name: 'an entry sent again is applied once and gets its first answer',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const lane = crypto.randomUUID();
      const page = await visitor(claimOf(id));
      const first = await push(page, lane, [{ plan: 'pro', '': 1 }]);
      const again = await push(page, lane, [{ other: 'never' }]);
      expectEqual(again, first, 'the second answer');
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro' }, 'stored');
    },
  },
  {
    name: 'a prefix may be sent again with more behind it',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const lane = crypto.randomUUID();
      const page = await visitor(claimOf(id));
      await push(page, lane, [{ a: 1 }, { b: 2 }]);
      const { results } = await push(page, lane, [{ a: 1 }, { b: 2 }, { c: 3 }]);
      expectEqual(results, [applied(1), applied(2), applied(3)], 'the answer');
      expectEqual(await backend.stored(personOf(id)), { a: 1, b: 2, c: 3 }, 'stored');
    },
  },
  {
    name: 'the same entry sent many times at once is applied once',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const lane = crypto.randomUUID();
      const page = await visitor(claimOf(id));
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => push(page, lane, [{ winner: n, '': n }])));
      for (const answer of answers) expectEqual(answer, answers[0], 'each answer');
      const stored = await backend.stored(personOf(id));
      expectEqual(Object.keys(stored), ['winner'], 'stored keys');
    },
  },
  {
    name: 'a push with a gap is refused as lane_gap and stores nothing',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const { adapter, credential } = await visitor(claimOf(id));
      const entries = [
        { seq: 1, custom_data: { a: 1 } },
        { seq: 3, custom_data: { c: 3 } },
      ];
      const pushed = adapter.push(credential, { lane: crypto.randomUUID(), trust: 'unverified', entries });
      await expectRejection(pushed, 'lane_gap', 'entries 1 and 3');
      expectEqual(await backend.stored(personOf(id)), {}, 'stored');
    },
  },
  {
    name: 'a lane may go on after entries that expired in the browser',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const lane = crypto.randomUUID();
      const page = await visitor(claimOf(id));
      await push(page, lane, [{ a: 1 }]);
      await push(page, lane, [{ d: 4 }], { from: 4 });
      expectEqual(await backend.stored(personOf(id)), { a: 1, d: 4 }, 'stored');
    },
  },
  {
    name: 'lanes count for themselves',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const page = await visitor(claimOf(id));
      await push(page, crypto.randomUUID(), [{ a: 1 }]);
      await push(page, crypto.randomUUID(), [{ b: 2 }]);
      expectEqual(await backend.stored(personOf(id)), { a: 1, b: 2 }, 'stored');
    },
  },
  {
    name: 'a lane takes entries of its own person alone',
    needs: 'exactlyOnce',
    holds: async ({ backend, visitor }) => {
      const [ada, grace] = [somebody(), somebody()];
      const lane = crypto.randomUUID();
      await push(await visitor(claimOf(ada)), lane, [{ a: 1 }]);
      const stranger = push(await visitor(claimOf(grace)), lane, [{ b: 2 }], { from: 2 });
      await expectRejection(stranger, 'lane_mismatch', 'another person’s push to a lane');
      expectEqual(await backend.stored(personOf(ada)), { a: 1 }, 'stored for the lane’s person');
      expectEqual(await backend.stored(personOf(grace)), {}, 'stored for the other');
    },
  },
  {
    name: 'patches of many pages at once all arrive',
    needs: 'atomicMerge',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const pages = await Promise.all(Array.from({ length: 6 }, () => visitor(claimOf(id))));
      await Promise.all(pages.map((page, n) => push(page, crypto.randomUUID(), [{ [`page_${n}`]: n }])));
      const expected = Object.fromEntries(pages.map((_, n) => [`page_${n}`, n]));
      expectEqual(await backend.stored(personOf(id)), expected, 'stored');
    },
  },
  {
    name: 'entries never leave under less trust than they need',
    needs: 'fillBlanksOnly',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const pushed = push(await visitor(claimOf(id)), crypto.randomUUID(), [{ a: 1 }], { trust: 'verified' });
      await expectRejection(pushed, 'lane_mismatch', 'verified entries under an unverified session');
      expectEqual(await backend.stored(personOf(id)), {}, 'stored');
    },
  },
];

function applied(seq: number) {
  return { seq, status: 'applied', refused: [] };
}
