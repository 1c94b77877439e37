import { ConvotError } from 'convot/protocol';
import { and, desc, eq } from 'drizzle-orm';
import type { LookupResult, LookupRun, TicketLookup } from '../../wire/lookups.js';
import { type Db, schema } from '../database/index.js';
import { changesBetween } from './rows/index.js';
import { REFRESH_MS, type StoredRun } from './runs.js';

const { lookupRuns, tickets, user } = schema;

/** Runs that are shown. */
const HISTORY = 20;

/** A ticket's lookups, as agents see them. @throws ConvotError `not_found` */
export async function lookupOfTicket(db: Db, organisationId: string, ticketId: string): Promise<TicketLookup> {
  const own = and(eq(tickets.id, ticketId), eq(tickets.organisationId, organisationId));
  const [ticket] = await db.select({ id: tickets.id }).from(tickets).where(own);
  if (!ticket) throw new ConvotError('not_found', 'There is no ticket of this id here.');
  // One more than is shown: the oldest one, too, has one to be compared with.
  const rows = await db
    .select({ run: lookupRuns, startedBy: user.name })
    .from(lookupRuns)
    .leftJoin(user, eq(user.id, lookupRuns.userId))
    .where(eq(lookupRuns.ticketId, ticketId))
    .orderBy(desc(lookupRuns.createdAt), desc(lookupRuns.id))
    .limit(HISTORY + 1);
  const runs = rows.map(({ run, startedBy }, at) => {
    const older = rows.slice(at + 1).map(({ run }) => run);
    return runView(run, startedBy, older);
  });
  const last = rows[0]?.run;
  return {
    latest: runs.find(({ state }) => state === 'finished') ?? null,
    pending: runs.find(({ state }) => state !== 'finished') ?? null,
    history: runs.slice(0, HISTORY),
    refresh_from: last ? new Date(last.createdAt.getTime() + REFRESH_MS).toISOString() : null,
  };
}

function runView(run: StoredRun, startedBy: string | null, older: readonly StoredRun[]): LookupRun {
  const { result } = run;
  const before = older.find((one) => one.result?.status === 'ok')?.result;
  const isComparable = result?.status === 'ok' && before;
  return {
    id: run.id,
    trigger: run.trigger,
    state: run.state,
    started_by: startedBy,
    created_at: run.createdAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    result: result && forAgents(result),
    changes: isComparable ? changesBetween(before, result) : [],
  };
}

/** Without what members may not see: the settings of the connection, which the request shows. */
function forAgents({ paths: _, ...result }: LookupResult): LookupResult {
  return { ...result, request: null };
}
