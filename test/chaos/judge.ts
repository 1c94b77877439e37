import { comesUnnamed, endersOf, everyPatch, mayWait, patchesOnDisk } from './given.js';
import type { RoundRecord } from './round.js';

/** A law that was broken. */
export interface Violation {
  readonly law: string;
  readonly what: string;
}

/** What became of the patches of a round. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly counts: Counts;
}

/** How many patches of a round came to what. */
export interface Counts {
  /** Were called. */
  readonly patches: number;
  /** Were told as stored on disk before the browser was killed. */
  readonly stored: number;
  /** Of those that were stored: */
  readonly applied: number;
  /** ended with their person; */
  readonly discarded: number;
  /** still wait on the disk for their person, as they should; */
  readonly waiting: number;
  /** are nowhere. */
  readonly lost: number;
  /** Of those applied, never handed to the desk before their browser was killed: the disk alone had them. */
  readonly survived: number;
  /** Were told as held in memory, since the browser opened no database in time: a kill may lose them. */
  readonly held: number;
  /** Were applied though the browser was killed before it could say that they were stored. */
  readonly appliedUntold: number;
  /** Entries that the desk was handed more than once. */
  readonly duplicates: number;
}

/** Says which laws a round broke. What was never told as stored may be applied or not, but once and to its own person. */
export function judge(record: RoundRecord): Verdict {
  const { plan, patches, answers, deliveries } = record;
  const violations: Violation[] = [];
  const violate = (law: string, what: string) => void violations.push({ law, what });
  const onDisk = patchesOnDisk(record.disk);
  const applications = applicationsOf(record);
  const counts = { stored: 0, applied: 0, discarded: 0, waiting: 0, lost: 0, survived: 0, held: 0, appliedUntold: 0 };
  let mustBeTold = 0;

  for (const given of everyPatch(plan)) {
    const { patch } = given;
    const name = `patch ${patch} of life ${given.life}, tab ${given.tab}`;
    const { stored = null, end = null } = patches.get(patch) ?? {};
    const isApplied = applications.has(patch);
    const enders = endersOf(record, given);
    if ((applications.get(patch) ?? 0) > 1) violate('nothing is applied twice', name);
    if (end === 'applied' && !isApplied) violate('the right end', `${name} was told applied, and is not`);
    if (end === 'refused' || end === 'expired') violate('the right end', `${name} was told ${end}`);
    if (end === 'discarded' && enders.length === 0) violate('the right end', `${name} was told discarded`);
    if (end !== null && onDisk.has(patch)) violate('told once off the disk', name);
    if (stored === 'held') counts.held += 1;
    if (stored === null && isApplied) counts.appliedUntold += 1;
    if (stored !== 'queued') continue;
    counts.stored += 1;
    if (isApplied && !deliveries.some((each) => each.patch === patch && each.life <= given.life)) counts.survived += 1;
    if (isApplied) counts.applied += 1;
    else if (onDisk.has(patch) && mayWait(record, given)) counts.waiting += 1;
    else if (onDisk.has(patch)) violate('nothing is left behind', `${name} is on disk, though its person was there`);
    else if (enders.length > 0) {
      counts.discarded += 1;
      // A killed tab tells nobody.
      if (enders.every(({ kill }) => kill === null)) mustBeTold += 1;
    } else {
      counts.lost += 1;
      violate('nothing is lost', `${name} was told as stored; it is neither applied nor on disk`);
    }
  }

  const told = record.discarded.reduce((sum, count) => sum + count, 0);
  if (told < mustBeTold) violate('each end is told', `${mustBeTold} patches were discarded, ${told} told`);
  if (!record.isDrained) violate('everything comes to its end', 'a receipt of the last tabs never settled');
  violations.push(...wrongPersons(record), ...wrongOrder(record), ...leftAfterReset(record, onDisk));
  const taken = new Set(answers.map(({ lane, seq }) => `${lane} ${seq}`));
  const handed = deliveries.filter(({ lane, seq }) => taken.has(`${lane} ${seq}`));
  return {
    violations,
    counts: { patches: everyPatch(plan).length, ...counts, duplicates: handed.length - taken.size },
  };
}

/** How often each patch was applied: as the lanes' answers say, and as the values were written. */
function applicationsOf({ answers, deliveries, writes }: RoundRecord): ReadonlyMap<number, number> {
  const taken = new Map(answers.map(({ lane, seq, status }) => [`${lane} ${seq}`, status]));
  const places = new Map<number, Set<string>>();
  for (const { lane, seq, patch } of deliveries) {
    const place = `${lane} ${seq}`;
    if (taken.get(place) === 'applied') places.set(patch, (places.get(patch) ?? new Set()).add(place));
  }
  const written = new Map<number, number>();
  for (const { key } of writes) {
    const patch = Number(/^p(\d+)$/.exec(key)?.[1]);
    if (patch) written.set(patch, (written.get(patch) ?? 0) + 1);
  }
  // What was answered as applied and never written would be lost all the same.
  return new Map([...written].map(([patch, times]) => [patch, Math.max(times, places.get(patch)?.size ?? 0)]));
}

/** A patch is applied to its own person; after an end elsewhere in the browser, to a guest at most. */
function wrongPersons({ plan, ids, reset, writes }: RoundRecord): readonly Violation[] {
  const owners = new Map(everyPatch(plan).map((given) => [given.patch, given]));
  return writes.flatMap(({ key, person }) => {
    const given = owners.get(Number(/^p(\d+)$/.exec(key)?.[1]));
    if (!given || person === ids[given.plan.person]) return [];
    if (person === null && (reset[given.life] || comesUnnamed(plan, given.life))) return [];
    return [{ law: 'never the wrong person', what: `patch ${given.patch} stands under ${person ?? 'a guest'}` }];
  });
}

/**
 * Patches of one tab are applied in the order of their calls, and those of an earlier life first. Not where another tab
 * ended the tab's person: what it then says without a claim, and what it says after claiming anew, are two lanes.
 */
function wrongOrder({ plan, reset, writes }: RoundRecord): readonly Violation[] {
  const isOrdered = (values: readonly number[]) => values.every((value, place) => value >= (values[place - 1] ?? 0));
  const keys = plan.lives.flatMap(({ tabs }, life) =>
    reset[life] && tabs.length > 1 ? [] : tabs.map((_, tab) => `tab${life}_${tab}`),
  );
  // One claim all the way: then all patches are of one lane.
  const [first] = plan.lives;
  const isOneLane = plan.lives.every(({ way, person }) => way === 'hash' && person === first?.person);
  if (isOneLane && !reset.includes(true)) keys.push('life');
  return keys.flatMap((key) => {
    const contacts = new Set(writes.map(({ person }) => person));
    return [...contacts].flatMap((contact) => {
      const values = writes
        .filter((each) => each.key === key && each.person === contact)
        .map(({ value }) => Number(value));
      return isOrdered(values) ? [] : [{ law: 'order', what: `${key} was ${values.join(', ')}` }];
    });
  });
}

/** What was given before a `reset()` that is over is on no disk, and no later page sends it. */
function leftAfterReset({ plan, ended, deliveries }: RoundRecord, onDisk: ReadonlySet<number>): readonly Violation[] {
  return everyPatch(plan).flatMap(({ patch, life, isBeforeReset }) => {
    const isLeft = onDisk.has(patch) || deliveries.some((each) => each.patch === patch && each.life > life);
    return isBeforeReset && ended[life] && isLeft
      ? [{ law: 'nothing remains after a reset', what: `patch ${patch} of life ${life} outlived it` }]
      : [];
  });
}
