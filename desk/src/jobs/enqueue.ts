import { PostgresJsSession } from 'drizzle-orm/postgres-js';
import type { Db, Tx } from '../database/open.js';
import { bossOver, joining, type OwnClient } from './boss.js';
import type { JobData, JobName } from './table.js';

/**
 * Adds a job as part of a transaction: it is there exactly when what the transaction writes is there.
 *
 * @param options.singletonKey - while a job of this name and key waits for its first attempt, another one isn't added.
 * @param options.startAfterS - seconds before it may be done.
 * @returns whether it was added.
 */
export async function enqueue<N extends JobName>(
  tx: Tx,
  name: N,
  data: JobData[N],
  { singletonKey, startAfterS = 0 }: { readonly singletonKey: string; readonly startAfterS?: number },
): Promise<boolean> {
  const client = clientOf(tx);
  return (
    (await bossOver(client).send(name, data, { singletonKey, startAfter: startAfterS, db: joining(client) })) !== null
  );
}

/** The driver's own client under a database or a running transaction. */
export function clientOf(handle: Db | Tx): OwnClient {
  const { session } = handle._;
  if (session instanceof PostgresJsSession) return session.client;
  throw new TypeError('Jobs need the postgres.js driver.');
}
