import type { Device } from './device.js';
import { type Counts, judge, type Violation } from './judge.js';
import type { RoundPlan } from './plan.js';
import { playRound, type World } from './round.js';

/** A round that broke a law. */
export interface Failure {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
}

/** Everything counted over many rounds. */
export interface Totals extends Counts {
  readonly rounds: number;
  readonly kills: number;
  readonly tabs: number;
}

export interface ChaosResult {
  readonly totals: Totals;
  readonly failures: readonly Failure[];
}

export interface ChaosOptions {
  /** Hears of each round. */
  readonly onRound?: (seed: number, trace: readonly string[], failure: Failure | null) => void;
  /** How long the last tabs of a round may take to deliver everything. @default 20 seconds */
  readonly drainLimitMs?: number;
}

const NOTHING: Totals = {
  rounds: 0,
  kills: 0,
  tabs: 0,
  patches: 0,
  stored: 0,
  applied: 0,
  discarded: 0,
  waiting: 0,
  lost: 0,
  survived: 0,
  held: 0,
  appliedUntold: 0,
  duplicates: 0,
};

/** Plays rounds on one device, one after the other, and judges each. */
export async function playChaos(
  device: Device,
  world: World,
  plans: readonly RoundPlan[],
  options: ChaosOptions = {},
): Promise<ChaosResult> {
  let totals = NOTHING;
  const failures: Failure[] = [];
  for (const plan of plans) {
    const record = await playRound(plan, device, world, options.drainLimitMs);
    const { violations, counts } = judge(record);
    const { lives, seed } = plan;
    totals = sum(totals, {
      rounds: 1,
      kills: lives.filter(({ kill }) => kill !== null).length,
      tabs: lives.reduce((tabs, life) => tabs + life.tabs.length, 0),
      ...counts,
    });
    const failure = violations.length > 0 ? { seed, violations, trace: record.trace } : null;
    if (failure) failures.push(failure);
    options.onRound?.(seed, record.trace, failure);
  }
  return { totals, failures };
}

function sum(one: Totals, other: Totals): Totals {
  const names = Object.keys(one) as (keyof Totals)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as Totals;
}
