import { pruneLanes } from './custom-data/index.js';
import type { Desk } from './desk.js';
import { pruneEvents } from './events/index.js';

const HOUR_MS = 60 * 60 * 1_000;

/** Forgets what nobody can ask for any more, now and every hour. @returns what stops it, once a run under way is done. */
export function startMaintenance({ db, clock, log }: Pick<Desk, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const run = async () => {
    try {
      await pruneEvents(db, clock());
      await pruneLanes(db, clock());
    } catch {
      log('The hourly cleaning failed. It is tried again in an hour.');
    }
  };
  let running = run();
  const timer = setInterval(() => {
    running = run();
  }, HOUR_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}
