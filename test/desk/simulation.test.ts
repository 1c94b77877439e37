import { beforeAll, expect, test } from 'vitest';
import { secretsOf } from '../../desk/src/apps/index.js';
import { loadClient, type StartClient } from '../simulation/client-code.js';
import { mirroredDesk, type RealApp } from '../simulation/mirrored-desk.js';
import { scheduleOf } from '../simulation/schedule.js';
import { simulate } from '../simulation/simulate.js';
import { databaseKinds, eachDatabase } from './support/database.js';
import { createTeam, createTestDesk } from './support/desk.js';

/** Schedules against the real desk, shared out among its databases. */
const SCHEDULES = 200 / databaseKinds.length;
/** Not those that the model alone is tested with. */
const FIRST_SEED = 100_001;
const LIMIT_MS = 300_000;

eachDatabase('simulated browsers and the desk', (database) => {
  let startClient: StartClient;
  let app: RealApp;
  beforeAll(async () => {
    startClient = await loadClient();
    const testDesk = createTestDesk(database());
    const { id } = (await createTeam(testDesk)).app;
    const [identity] = await secretsOf(testDesk.desk, id, 'identity_key');
    const [verification] = await secretsOf(testDesk.desk, id, 'verification_secret');
    app = { testDesk, id, identityKey: identity?.value ?? '', verificationSecret: verification?.value ?? '' };
  });

  test(`no law is broken in ${SCHEDULES} schedules, and the desk answers as the model`, {
    timeout: LIMIT_MS,
  }, async () => {
    const failed: string[] = [];
    let applied = 0;
    const first = FIRST_SEED + SCHEDULES * databaseKinds.indexOf(database().kind);
    for (let seed = first; seed < first + SCHEDULES; seed += 1) {
      const { violation, counts } = await simulate(scheduleOf(seed), { startClient, makeBackend: mirroredDesk(app) });
      if (violation) failed.push(`seed ${seed}: ${violation.law}: ${violation.what}`);
      applied += counts.get('end applied') ?? 0;
    }
    expect(failed).toEqual([]);
    expect(applied).toBeGreaterThan(SCHEDULES);
  });

  test('a difference between the two is noticed', { timeout: LIMIT_MS }, async () => {
    const laws = new Set<string>();
    for (let seed = 1; seed <= 40 && laws.size === 0; seed += 1) {
      const makeBackend = mirroredDesk(app, { overwrites: true });
      const { violation } = await simulate(scheduleOf(seed), { startClient, makeBackend });
      if (violation) laws.add(violation.law);
    }
    expect([...laws]).toEqual(['the desk as the model']);
  });
});
