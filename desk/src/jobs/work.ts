import type PgBoss from 'pg-boss';
import type { Desk } from '../desk.js';
import { bossOver } from './boss.js';
import { clientOf } from './enqueue.js';
import { JOB_NAMES, JOBS, type JobData, type JobName, lostQueue } from './table.js';

/** How often a process looks for jobs that another one added, or whose delay is over. */
const POLL_MS = 1_000;
/** How often jobs of dead processes are looked for. */
const MAINTENANCE_MS = 15_000;

/** What does the work of one kind of job. */
export interface JobHandler<D> {
  /**
   * Does it. What it throws costs an attempt. A process may die at any point, so it is done again then: it must bear that.
   *
   * @param signal - the desk is closing: give up by throwing, and the job is done by whoever comes next.
   */
  readonly run: (data: D, signal: AbortSignal) => Promise<void>;
  /** All attempts are used up: leaves things in order. */
  readonly lost: (data: D) => Promise<void>;
}

export type JobHandlers = { readonly [N in JobName]: JobHandler<JobData[N]> };

/** The desk's workers. */
export interface Workers {
  /** Looks for jobs at once, after a transaction that added one. */
  wake(): void;
  /** Takes no more jobs, tells those under way to give up, and waits for them. */
  stop(): Promise<void>;
}

/** How to work. */
export interface WorkOptions {
  /** No other process works on this database: whatever was under way when this one starts, nobody does any more. */
  readonly isAlone: boolean;
  /** @default 15,000 */
  readonly maintenanceMs?: number;
}

/**
 * Starts working on the jobs of the database, as far as there are handlers; others are left to other processes. Nothing is
 * waited for: a desk starts as fast with it as without.
 *
 * pg-boss's own workers are not used: they write a job's end without waiting for it, so that a desk that closes (or
 * loses its database) would end with an unhandled rejection.
 */
export function startWorkers(
  { db, log }: Pick<Desk, 'db' | 'log'>,
  handlers: Partial<JobHandlers>,
  { isAlone, maintenanceMs = MAINTENANCE_MS }: WorkOptions,
): Workers {
  const boss = bossOver(clientOf(db));
  const stopping = new AbortController();
  const bell = createBell();
  stopping.signal.addEventListener('abort', bell.ring);
  const orphans = isAlone ? abandonActive(boss, clientOf(db)).catch(() => log(FAILED)) : Promise.resolve();
  const loops = JOB_NAMES.flatMap((name) => {
    const handler = handlers[name] as JobHandler<unknown> | undefined;
    if (!handler) return [];
    const { signal } = stopping;
    return [
      { boss, queue: name, together: JOBS[name].together, work: (data: unknown) => handler.run(data, signal) },
      { boss, queue: lostQueue(name), together: 1, work: handler.lost },
    ];
  });
  const running = loops.map(async (loop) => {
    await orphans;
    await take(loop, stopping.signal, bell, log);
  });
  const maintenance = every(maintenanceMs, () => boss.maintain().then(bell.ring, () => log(FAILED)));
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort();
      await Promise.all([...running, maintenance.stop()]);
    },
  };
}

const FAILED = 'The job queue’s tables could not be reached. Jobs are safe, and tried again.';

interface Loop {
  readonly boss: PgBoss;
  readonly queue: string;
  readonly together: number;
  readonly work: (data: unknown) => Promise<void>;
}

/** Takes jobs while there is room, until it is told to stop; then waits for those under way. */
async function take(loop: Loop, stopping: AbortSignal, bell: Bell, log: Desk['log']): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!stopping.aborted) {
    const rung = bell.next(POLL_MS);
    const room = loop.together - underWay.size;
    const jobs = room > 0 ? await loop.boss.fetch<unknown>(loop.queue, { batchSize: room }) : [];
    for (const job of jobs) {
      const done = perform(loop, job, log).finally(() => {
        underWay.delete(done);
        bell.ring();
      });
      underWay.add(done);
    }
    if (jobs.length === 0) await rung;
  }
  await Promise.all(underWay);
}

/** Never rejects: a job whose end can't be written expires, and is done again. */
async function perform({ boss, queue, work }: Loop, job: PgBoss.Job<unknown>, log: Desk['log']): Promise<void> {
  try {
    await work(job.data).then(
      () => boss.complete(queue, job.id),
      // What was thrown may hold anything, so it isn't stored.
      () => boss.fail(queue, job.id, {}),
    );
  } catch {
    log(FAILED);
  }
}

/** Gives up the jobs of a process that is no more, so that they are done again. */
async function abandonActive(boss: PgBoss, client: ReturnType<typeof clientOf>): Promise<void> {
  const rows = await client.unsafe<{ name: string; id: string }[]>(
    `select name, id from pgboss.job where state = 'active'`,
  );
  for (const { name, id } of rows) await boss.fail(name, id, {});
}

interface Bell {
  readonly ring: () => void;
  /** Resolves when it is rung, or after so long. */
  next(ms: number): Promise<void>;
}

function createBell(): Bell {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const wake of [...waiting]) wake();
    },
    next: (ms) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      }),
  };
}

/** At once, and then so often. */
function every(ms: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let running = work();
  const timer = setInterval(() => {
    running = running.then(work);
  }, ms);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
