import type { StreamEvent } from 'convot/protocol';
import { sql } from 'drizzle-orm';
import type { AgentEvent } from '../../wire/index.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import type { OrganisationScope, Scope, VisitorScope } from './scopes.js';

/** Notes an event of the running transaction. */
export interface Emit {
  (scope: VisitorScope, event: StreamEvent): void;
  (scope: OrganisationScope, event: AgentEvent): void;
}

interface Draft {
  readonly scope: Scope;
  readonly event: StreamEvent | AgentEvent;
}

/**
 * Runs a transaction whose events are logged with it, and published once it is committed.
 *
 * The log is written last: the rows of `event_scopes` stay locked from there to the commit, so that a scope's seqs
 * have no gaps and become visible in their order, and nobody waits for longer than that.
 */
export async function transact<T>(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  work: (tx: Tx, emit: Emit) => Promise<T>,
): Promise<T> {
  const drafts: Draft[] = [];
  const emit: Emit = (scope: Scope, event: Draft['event']) => void drafts.push({ scope, event });
  const { result, logged } = await desk.db.transaction(async (tx) => {
    const result = await work(tx, emit);
    return { result, logged: await log(tx, drafts, desk.clock()) };
  });
  for (const { scope, seq, payload } of logged) desk.bus.publish(scope, { seq, data: JSON.stringify(payload) });
  return result;
}

async function log(tx: Tx, drafts: readonly Draft[], at: Date) {
  if (drafts.length === 0) return [];
  const next = await reserve(tx, drafts);
  const rows = drafts.map(({ scope, event }) => {
    const seq = (next.get(scope) ?? 0) + 1;
    next.set(scope, seq);
    return { scope, seq, payload: event, at };
  });
  await tx.insert(schema.events).values(rows);
  return rows;
}

/** Locks the scopes, always in one order so that two transactions can't wait for each other; tells the seq before. */
async function reserve(tx: Tx, drafts: readonly Draft[]): Promise<Map<Scope, number>> {
  const counts = new Map<Scope, number>();
  for (const { scope } of drafts) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  const values = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([scope, lastSeq]) => ({ scope, lastSeq }));
  const rows = await tx
    .insert(schema.eventScopes)
    .values(values)
    .onConflictDoUpdate({
      target: schema.eventScopes.scope,
      set: { lastSeq: sql`${schema.eventScopes.lastSeq} + excluded.last_seq` },
    })
    .returning();
  return new Map(rows.map((row) => [row.scope as Scope, row.lastSeq - (counts.get(row.scope as Scope) ?? 0)]));
}
