import { beforeAll, describe, expect, test } from 'vitest';
import { modelBackend } from './backends.js';
import { loadClient, type StartClient } from './client-code.js';
import type { ModelFaults } from './model-desk.js';
import { PLANTED_FAULTS, planted } from './planted-faults.js';
import { scheduleOf } from './schedule.js';
import { keep, shrink } from './shrink.js';
import { simulate } from './simulate.js';
import type { WorldOptions } from './world.js';

/** Enough for every planted fault to show. */
const MOST_SEEDS = 400;
const LIMIT_MS = 180_000;

/** The first schedule that breaks a law, and breaks none without the planted fault. */
async function firstFailure(options: WorldOptions, seeds: number) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violation } = await simulate(scheduleOf(seed), options);
    if (violation && !(await simulate(scheduleOf(seed), { startClient })).violation) return { seed, violation };
  }
  return null;
}

let startClient: StartClient;
beforeAll(async () => {
  startClient = await loadClient();
});

test('the same seed runs the same way', async () => {
  const traced = async () => {
    const lines: string[] = [];
    await simulate(scheduleOf(55), { startClient, onTrace: (line) => lines.push(line) });
    return lines;
  };
  const lines = await traced();
  expect(lines.length).toBeGreaterThan(100);
  expect(await traced()).toEqual(lines);
});

describe('it notices', () => {
  test.each(PLANTED_FAULTS)('%s', { timeout: LIMIT_MS }, async (fault) => {
    const faulty = { startClient: await loadClient([planted(fault)]) };
    const failure = await firstFailure(faulty, MOST_SEEDS);
    expect(failure).not.toBeNull();
  });

  test.each<[string, ModelFaults, string]>([
    ['a backend that applies duplicates', { noDedup: true }, 'nothing is applied twice'],
    ['a wrong handle', { oneHandle: true }, 'never the wrong person'],
  ])('%s', { timeout: LIMIT_MS }, async (_, faults, law) => {
    const failure = await firstFailure({ startClient, makeBackend: modelBackend(faults) }, MOST_SEEDS);
    expect(failure?.violation.law).toBe(law);
  });
});

test('a failure is shrunk to fewer steps that break the same law, and can be run again', {
  timeout: LIMIT_MS,
}, async () => {
  const options = { startClient, makeBackend: modelBackend({ noDedup: true }) };
  const failure = await firstFailure(options, MOST_SEEDS);
  if (!failure) throw new Error('The planted fault was not noticed.');
  const whole = scheduleOf(failure.seed);
  const shrunk = await shrink(whole, failure.violation, options);
  expect(shrunk.kept.length).toBeLessThan(whole.steps.length);
  const again = await simulate(keep(whole, shrunk.kept), options);
  expect(again.violation).toEqual(shrunk.violation);
});
