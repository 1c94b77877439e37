import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueue, type JobHandler, startWorkers, type Workers } from '../../../desk/src/jobs/index.js';
import { eachDatabase } from '../support/database.js';

type Data = { readonly runId: string };

const SLOW = { timeout: 20_000, interval: 20 };
const nothing = async () => undefined;
const others = { analysis: { run: nothing, lost: nothing } };

eachDatabase('jobs', (database) => {
  const lines: string[] = [];
  let workers: Workers | null = null;

  beforeEach(async () => {
    await database().db.execute(sql`delete from pgboss.job`);
  });

  afterEach(async () => {
    await workers?.stop();
    workers = null;
    expect(lines).toEqual([]);
  });

  function work(lookup: Partial<JobHandler<Data>>, isAlone = true) {
    const desk = { db: database().db, log: (line: string) => void lines.push(line) };
    workers = startWorkers(desk, { ...others, lookup: { run: nothing, lost: nothing, ...lookup } }, { isAlone });
    return workers;
  }

  /** Adds a job whose further attempts wait for nothing. */
  const add = (runId: string, singletonKey = runId) =>
    database().db.transaction(async (tx) => {
      const isAdded = await enqueue(tx, 'lookup', { runId }, { singletonKey });
      await tx.execute(sql`update pgboss.job set retry_delay = 0, retry_backoff = false`);
      return isAdded;
    });

  const states = async () => {
    const rows = await database().db.execute<{ name: string; state: string }>(
      sql`select name, state from pgboss.job order by name, state`,
    );
    return rows.map(({ name, state }) => `${name} ${state}`);
  };

  test('are done with their data', async () => {
    const runId = randomUUID();
    await add(runId);
    const done = await new Promise<Data>((resolve) => {
      work({ run: async (data) => resolve(data) });
    });
    expect(done).toEqual({ runId });
    await expect.poll(states, SLOW).toEqual(['lookup completed']);
  });

  test('come and go with the transaction that adds them', async () => {
    const { db } = database();
    const failing = db.transaction(async (tx) => {
      expect(await enqueue(tx, 'lookup', { runId: 'a' }, { singletonKey: 'a' })).toBe(true);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await states()).toEqual([]);
  });

  test('wait once for each key', async () => {
    expect(await add('a')).toBe(true);
    expect(await add('a')).toBe(false);
    expect(await add('b')).toBe(true);
    expect(await states()).toEqual(['lookup created', 'lookup created']);
  });

  test('that fail are tried again', async () => {
    await add('a');
    let attempts = 0;
    work({
      run: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('secret-in-a-message');
      },
    });
    await expect.poll(states, SLOW).toEqual(['lookup completed']);
    expect(attempts).toBe(2);
    const rows = await database().db.execute(sql`select * from pgboss.job`);
    expect(JSON.stringify(rows)).not.toContain('secret-in-a-message');
  });

  test('whose attempts are used up are told as lost, once', async () => {
    await add('a');
    await database().db.execute(sql`update pgboss.job set retry_limit = 0`);
    const lost: Data[] = [];
    work({ run: () => Promise.reject(new Error('no')), lost: async (data) => void lost.push(data) });
    await expect.poll(states, SLOW).toEqual(['lookup failed', 'lookup-lost completed']);
    expect(lost).toEqual([{ runId: 'a' }]);
  });

  test('under way are told to give up when the desk closes, and are there for the next start', async () => {
    await add('a');
    const begun = await new Promise<AbortSignal>((resolve) => {
      work({
        run: (_data, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('closing')));
            resolve(signal);
          }),
      });
    });
    await workers?.stop();
    expect(begun.aborted).toBe(true);
    expect(await states()).toEqual(['lookup retry']);
  });

  test('of a process that is gone are taken up at once by one that is alone', async () => {
    await add('a');
    await database().db.execute(sql`update pgboss.job set state = 'active', started_on = now()`);
    work({});
    await expect.poll(states, SLOW).toEqual(['lookup completed']);
  });

  test('of another process are left alone until they expire', async () => {
    await add('fresh');
    await add('old');
    await database().db.execute(sql`update pgboss.job set state = 'active', started_on = now()`);
    await database().db.execute(
      sql`update pgboss.job set started_on = now() - interval '91 seconds' where singleton_key = 'old'`,
    );
    const desk = { db: database().db, log: (line: string) => void lines.push(line) };
    const done: string[] = [];
    const run = async ({ runId }: Data) => void done.push(runId);
    workers = startWorkers(desk, { ...others, lookup: { run, lost: nothing } }, { isAlone: false, maintenanceMs: 50 });
    await expect.poll(() => done, SLOW).toEqual(['old']);
    await expect.poll(states, SLOW).toEqual(['lookup active', 'lookup completed']);
  });

  test('that expired while nobody worked are taken up at once', async () => {
    await add('old');
    await database().db.execute(
      sql`update pgboss.job set state = 'active', started_on = now() - interval '91 seconds'`,
    );
    const desk = { db: database().db, log: (line: string) => void lines.push(line) };
    const handlers = { ...others, lookup: { run: nothing, lost: nothing } };
    workers = startWorkers(desk, handlers, { isAlone: false, maintenanceMs: 3_600_000 });
    await expect.poll(states, SLOW).toEqual(['lookup completed']);
  });
});
