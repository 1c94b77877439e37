import type { LifePlan, RoundPlan } from './plan.js';
import type { Seen } from './watch.js';

/** What a patch may come to depends on what happened to its person since. */
export interface Past extends Pick<Seen, 'reset' | 'patches'> {
  readonly plan: RoundPlan;
}

/** A patch and where it was given. */
export interface Given {
  readonly patch: number;
  readonly life: number;
  readonly tab: number;
  readonly plan: LifePlan;
  /** Whether its own tab called `reset()` later. */
  readonly isBeforeReset: boolean;
}

export function everyPatch(plan: RoundPlan): readonly Given[] {
  return plan.lives.flatMap((life, index) =>
    life.tabs.flatMap((steps, tab) => {
      const reset = steps.findIndex((step) => step.do === 'reset');
      return steps.flatMap((step, place) =>
        step.do === 'patch' ? [{ patch: step.patch, life: index, tab, plan: life, isBeforeReset: place < reset }] : [],
      );
    }),
  );
}

/** The numbers of the patches in a text: each names itself twice, as `"p7":7`. */
export function patchesOnDisk(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(/"p(\d+)":\1\b/g)].map(([, number]) => Number(number)));
}

/**
 * The lives that may have ended a patch's person: by `reset()`, by somebody else who came later, or by coming after
 * somebody else without a name.
 */
export function endersOf({ plan, reset }: Past, { life, plan: { person } }: Given): readonly LifePlan[] {
  return plan.lives.filter((later, index) => {
    if (index < life) return false;
    return reset[index] || later.person !== person || (index === life && comesUnnamed(plan, life));
  });
}

/**
 * Whether a life's tabs come after another person, in numbers, and none of them says who it is: as the first to be named
 * ends that other person, nobody can say whose the patches of the others are. They end too, and those tabs ask no more.
 */
export function comesUnnamed({ lives }: RoundPlan, life: number): boolean {
  const { way, tabs, person } = lives[life] as LifePlan;
  return way === 'token' && tabs.length > 1 && lives.slice(0, life).some((former) => former.person !== person);
}

/**
 * Whether a patch may wait on the disk at the end: it was given before the desk had named its person, and since then no
 * page said the same claim. A page without a claim dies with its patches' only clue.
 */
export function mayWait({ plan, reset, patches }: Past, given: Given): boolean {
  const { person, way, kill } = given.plan;
  if (kill && (way === 'token' || reset[given.life])) return true;
  // A page that was refused the disk can't deliver what is on it.
  if ([...patches.values()].some(({ stored }) => stored === 'held')) return true;
  return !plan.lives.some(
    (later, index) => index >= given.life && !later.kill && later.person === person && later.way === way,
  );
}
