import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  type BrowserName,
  createDevice,
  openWorld,
  type Plant,
  plansFrom,
  playChaos,
  type RoundPlan,
} from './index.js';

// A few rounds of each browser; `npm run chaos` plays many.
const ROUNDS = { chromium: 3, firefox: 1 } as const;
const LIMIT_MS = 120_000;

let chaos: Awaited<ReturnType<typeof openWorld>>;

beforeAll(async () => {
  chaos = await openWorld();
});
afterAll(() => chaos?.close());

function deviceOf(browser: BrowserName) {
  const device = createDevice(browser);
  onTestFinished(device.discard);
  return device;
}

test.each(['chromium', 'firefox'] as const)(
  'nothing is lost or mixed up when %s is killed',
  {
    timeout: LIMIT_MS,
  },
  async (browser) => {
    const plans = plansFrom(1, ROUNDS[browser]);
    const { totals, failures } = await playChaos(deviceOf(browser), await chaos.world(null), plans);
    expect(failures).toEqual([]);
    expect(totals).toMatchObject({ rounds: plans.length, lost: 0 });
    expect(totals.stored).toBeGreaterThan(0);
    expect(totals.applied + totals.discarded + totals.waiting).toBe(totals.stored);
  },
);

const patch = (number: number) =>
  ({ do: 'patch', patch: number, claims: true, isLarge: false, waits: true, thenMs: 0 }) as const;

/** The browser is killed when the first patches have left it and reached nobody. */
const KILLED_WHILE_SENDING: RoundPlan = {
  seed: 0,
  lives: [
    {
      person: 'ada',
      way: 'hash',
      tabs: [[1, 2, 3].map(patch)],
      fates: ['arrives', 'isLost', 'isLost', 'isLost'],
      kill: { moment: 'asked', nth: 1, thenMs: 0 },
    },
    { person: 'ada', way: 'hash', tabs: [[patch(4)]], fates: [], kill: null },
  ],
};

test.each<Plant>(['queued in memory', 'delete before send'])(
  'it notices a client with the fault: %s',
  {
    timeout: LIMIT_MS,
  },
  async (plant) => {
    const world = await chaos.world(plant);
    // What such a client has deleted is never told.
    const { failures } = await playChaos(deviceOf('chromium'), world, [KILLED_WHILE_SENDING], { drainLimitMs: 2_000 });
    expect(failures[0]?.violations.map(({ law }) => law)).toContain('nothing is lost');
  },
);

test('a client without a fault passes the same round', { timeout: LIMIT_MS }, async () => {
  const { failures } = await playChaos(deviceOf('chromium'), await chaos.world(null), [KILLED_WHILE_SENDING]);
  expect(failures).toEqual([]);
});
