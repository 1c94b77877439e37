import { bossOver, type OwnClient } from './boss.js';
import { JOB_NAMES, JOBS, lostQueue } from './table.js';

/** First delay before another attempt, in seconds. */
const RETRY_DELAY_S = 1;

/**
 * Makes pg-boss's tables and a queue for each kind of job, where they are missing. It belongs to the migrations: a job
 * can be added as soon as a database is open, whether any process works yet or not.
 */
export async function installJobs(client: OwnClient): Promise<void> {
  const boss = bossOver(client);
  await boss.start();
  for (const name of JOB_NAMES) {
    const { expireS, retries } = JOBS[name];
    const deadLetter = lostQueue(name);
    const rules = {
      policy: 'short' as const,
      expireInSeconds: expireS,
      retryLimit: retries,
      retryDelay: RETRY_DELAY_S,
      retryBackoff: true,
    };
    await boss.createQueue(deadLetter, { ...rules, name: deadLetter, policy: 'standard' });
    await boss.createQueue(name, { ...rules, name, deadLetter });
    await boss.updateQueue(name, { ...rules, name, deadLetter });
  }
  await boss.stop({ graceful: false });
}
