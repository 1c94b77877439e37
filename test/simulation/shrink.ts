import type { Violation } from './oracle.js';
import type { Schedule } from './schedule.js';
import { type Outcome, simulate } from './simulate.js';
import type { WorldOptions } from './world.js';

/** A failing schedule with as few steps as were found to fail in the same way. */
export interface Shrunk {
  readonly schedule: Schedule;
  /** Which steps of the whole schedule are left, from 0. */
  readonly kept: readonly number[];
  readonly violation: Violation;
}

/** The schedule with some of its steps alone. */
export function keep(schedule: Schedule, kept: readonly number[]): Schedule {
  return { ...schedule, steps: kept.flatMap((place) => schedule.steps[place] ?? []) };
}

/** Leaves out halves, quarters, single steps, as long as the same law breaks. */
export async function shrink(schedule: Schedule, violation: Violation, options: WorldOptions): Promise<Shrunk> {
  let best: Shrunk = { schedule, kept: schedule.steps.map((_, place) => place), violation };
  const attempt = async (kept: readonly number[]) => {
    const smaller = keep(schedule, kept);
    const outcome: Outcome = await simulate(smaller, options);
    if (outcome.violation?.law !== violation.law) return false;
    best = { schedule: smaller, kept, violation: outcome.violation };
    return true;
  };
  for (let size = Math.ceil(best.kept.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let start = 0; start < best.kept.length; ) {
      const isGone = await attempt([...best.kept.slice(0, start), ...best.kept.slice(start + size)]);
      if (!isGone) start += size;
    }
  }
  return best;
}
