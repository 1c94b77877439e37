import { expect, test } from 'vitest';
import { type LifePlan, planOf } from './plan.js';

const PLANS = Array.from({ length: 200 }, (_, seed) => planOf(seed));
const LIVES = PLANS.flatMap(({ lives }) => lives);
const all = <T>(read: (life: LifePlan) => readonly T[]) => new Set(LIVES.flatMap(read));

test('the same seed gives the same plan', () => {
  expect(planOf(7)).toEqual(planOf(7));
  expect(planOf(7)).not.toEqual(planOf(8));
});

test('each round kills its browser and ends without a kill, and no patch has the number of another', () => {
  for (const { lives } of PLANS) {
    expect(lives[0]?.kill).not.toBeNull();
    expect(lives.at(-1)?.kill).toBeNull();
    const numbers = lives.flatMap(({ tabs }) => tabs.flat()).flatMap((step) => (step.do === 'patch' ? step.patch : []));
    expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  }
});

test('the rounds that the command plays have every moment, fate, way and number of tabs in them', () => {
  expect(all(({ kill }) => (kill ? [kill.moment] : [])).size).toBe(6);
  expect(all(({ fates }) => fates).size).toBe(8);
  expect(all(({ way }) => [way])).toEqual(new Set(['hash', 'token', 'claim']));
  expect(all(({ person }) => [person]).size).toBe(2);
  expect(all(({ tabs }) => [tabs.length])).toEqual(new Set([1, 2, 3, 4]));
  expect(all(({ tabs }) => tabs.flat().map((step) => step.do))).toEqual(new Set(['patch', 'reset']));
});
