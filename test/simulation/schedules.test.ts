import { expect, test } from 'vitest';
import { loadClient } from './client-code.js';
import { scheduleOf } from './schedule.js';
import { simulate } from './simulate.js';

/** Schedules that hold in every run of the tests; `npm run simulate` takes others, and more. */
const SCHEDULES = 2_000;
/** `npm run simulate` begins at 1: the two don't test the same ones. */
const FIRST_SEED = 60_001;
const LIMIT_MS = 180_000;

test(`no law is broken in ${SCHEDULES} schedules of up to six tabs`, { timeout: LIMIT_MS }, async () => {
  const startClient = await loadClient();
  const seen = new Set<string>();
  const failed: string[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
    const { violation, counts } = await simulate(scheduleOf(seed), { startClient });
    for (const what of counts.keys()) seen.add(what);
    if (violation) failed.push(`npm run simulate -- --runs 1 --seed ${seed}: ${violation.law}: ${violation.what}`);
  }
  expect(failed).toEqual([]);
  // Every kind of fault and every end took part.
  const ends = ['applied', 'refused', 'expired', 'discarded'].map((status) => `end ${status}`);
  const faults = [
    'crash',
    'reload',
    'freeze',
    'storage hangs',
    'storage full',
    'request lostAnswer',
    'request reordered',
  ];
  expect([...seen]).toEqual(expect.arrayContaining([...ends, ...faults]));
});
