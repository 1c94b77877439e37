import { expect, test } from 'vitest';
import { judge } from './judge.js';
import type { LifePlan, Step } from './plan.js';
import type { RoundRecord } from './round.js';

const patch = (number: number): Step => ({
  do: 'patch',
  patch: number,
  claims: true,
  isLarge: false,
  waits: true,
  thenMs: 0,
});
const reset: Step = { do: 'reset', thenMs: 0 };
const KILL = { moment: 'stored', nth: 1, thenMs: 0 } as const;
const life = (kill: LifePlan['kill'], ...steps: Step[]): LifePlan => ({
  person: 'ada',
  way: 'hash',
  tabs: [steps],
  fates: [],
  kill,
});

/** A round in which Ada's browser is killed after two patches, comes back and delivers them with a third. */
function round(changes: Partial<RoundRecord> = {}): RoundRecord {
  const values = [1, 2, 3].flatMap((number) => [
    { person: 'ada-1', key: `p${number}`, value: number },
    { person: 'ada-1', key: `tab${number < 3 ? 0 : 1}_0`, value: number },
    { person: 'ada-1', key: 'life', value: number < 3 ? 0 : 1 },
  ]);
  const patches = [1, 2, 3].map(
    (number) => [number, { stored: 'queued', end: number < 3 ? null : 'applied' }] as const,
  );
  return {
    plan: { seed: 1, lives: [life(KILL, patch(1), patch(2)), life(null, patch(3))] },
    ids: { ada: 'ada-1', grace: 'grace-1' },
    patches: new Map(patches),
    discarded: [0, 0],
    reset: [false, false],
    ended: [false, false],
    deliveries: [1, 2, 3].map((number) => ({ lane: 'lane', seq: number, patch: number, life: 1 })),
    answers: [1, 2, 3].map((seq) => ({ lane: 'lane', seq, status: 'applied' })),
    writes: values,
    disk: '[]',
    isDrained: true,
    trace: [],
    ...changes,
  };
}

const laws = (record: RoundRecord) => [...new Set(judge(record).violations.map(({ law }) => law))];
const onDisk = (...numbers: number[]) => JSON.stringify(numbers.map((number) => ({ [`p${number}`]: number })));
const { plan, writes, deliveries, answers } = round();
const without = (number: number) => ({
  writes: writes.filter(({ key, value }) => key === 'life' || value !== number),
  deliveries: deliveries.filter((each) => each.patch !== number),
  answers: answers.filter(({ seq }) => seq !== number),
});

test('a round in which all is applied once and in order breaks no law', () => {
  expect(judge(round())).toMatchObject({ violations: [], counts: { stored: 3, applied: 3, survived: 2, lost: 0 } });
});

test('it notices a patch that was told as stored and is nowhere', () => {
  expect(laws(round(without(2)))).toEqual(['nothing is lost']);
});

test('what was never told as stored may be nowhere', () => {
  const patches = new Map(round().patches);
  patches.delete(2);
  expect(laws(round({ ...without(2), patches }))).toEqual([]);
});

test('it notices a patch that is left on disk while its person is there', () => {
  expect(laws(round({ ...without(2), disk: onDisk(2) }))).toEqual(['nothing is left behind']);
});

test('it notices a value that was written twice, and an entry that was taken in under two names', () => {
  expect(laws(round({ writes: [...writes, { person: 'ada-1', key: 'p1', value: 1 }] }))).toEqual([
    'nothing is applied twice',
  ]);
  const again = { lane: 'another', seq: 1 };
  const taken = {
    deliveries: [...deliveries, { ...again, patch: 1, life: 1 }],
    answers: [...answers, { ...again, status: 'applied' }],
  };
  expect(laws(round(taken))).toEqual(['nothing is applied twice']);
});

test('it notices a patch under another person or a guest', () => {
  for (const person of ['grace-1', null]) {
    expect(laws(round({ writes: writes.map((write) => ({ ...write, person })) }))).toEqual(['never the wrong person']);
  }
});

test('it notices a wrong order within a tab, and a later life before an earlier one', () => {
  const swapped = writes.map((write) =>
    write.key === 'tab0_0' ? { ...write, value: 3 - Number(write.value) } : write,
  );
  expect(laws(round({ writes: swapped }))).toEqual(['order']);
  expect(laws(round({ writes: [...writes.slice(6), ...writes.slice(0, 6)] }))).toEqual(['order']);
});

test('it notices an end that was told and is none, or that nothing was a reason for', () => {
  const told = (end: 'applied' | 'refused' | 'discarded') =>
    new Map(round().patches).set(2, { stored: 'queued' as const, end });
  expect(laws(round({ ...without(2), patches: told('applied') }))).toContain('the right end');
  expect(laws(round({ patches: told('refused') }))).toEqual(['the right end']);
  expect(laws(round({ patches: told('discarded') }))).toEqual(['the right end']);
  expect(laws(round({ isDrained: false }))).toEqual(['everything comes to its end']);
});

test('a person who goes takes their patches along, and that is told', () => {
  const lives = [...plan.lives.slice(0, 1), { ...life(null, patch(3)), person: 'grace' } as const];
  const gone = {
    plan: { seed: 1, lives },
    writes: [{ person: 'grace-1', key: 'p3', value: 3 }],
    answers: answers.slice(2),
  };
  expect(laws(round({ ...gone, discarded: [0, 2] }))).toEqual([]);
  expect(laws(round({ ...gone, discarded: [0, 1] }))).toEqual(['each end is told']);
});

test('it notices what outlives a reset that was told as done', () => {
  const lives = [life(KILL, patch(1), reset, patch(2)), life(null, patch(3))];
  const ended = { plan: { seed: 1, lives }, reset: [true, false], ended: [true, false] };
  expect(laws(round(ended))).toEqual(['nothing remains after a reset']);
  expect(laws(round({ ...ended, deliveries: deliveries.map((each) => ({ ...each, life: 0 })) }))).toEqual([]);
});
