import { ConvotError } from 'convot/protocol';
import { and, desc, eq, ne } from 'drizzle-orm';
import type { LookupResult, LookupTrigger } from '../../wire/lookups.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { type Emit, organisationScope, transact } from '../events/index.js';
import { storable } from '../identity/index.js';
import { enqueue } from '../jobs/index.js';

const { conversations, lookupRuns, lookupSettings, tickets } = schema;

/** A refresh is taken so long after the last run began, in milliseconds. */
export const REFRESH_MS = 10_000;

/** A run's row. */
export type StoredRun = typeof lookupRuns.$inferSelect;

/**
 * Starts a new ticket's lookup: call it in the transaction that makes the ticket. The job that will run it is written
 * by the same transaction, so that there is never one without the other. A spam ticket gets none, nor does one of an app
 * whose owner never set up Customer Context.
 *
 * @returns whether one was started.
 */
export async function startLookup(tx: Tx, emit: Emit, ticketId: string, at: Date): Promise<boolean> {
  const [ticket] = await tx
    .select({ isSpam: tickets.isSpam, appId: conversations.appId })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
    .innerJoin(lookupSettings, eq(lookupSettings.appId, conversations.appId))
    .where(eq(tickets.id, ticketId));
  if (!ticket || ticket.isSpam) return false;
  return addRun(tx, emit, { ticketId, appId: ticket.appId, trigger: 'new_ticket', userId: null, at });
}

/**
 * Starts a run by hand. While one is under way, that one will do.
 *
 * @throws ConvotError `not_found`, `too_many_requests` (reason `refresh_too_soon`)
 */
export async function refreshLookup(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'jobs'>,
  organisationId: string,
  userId: string,
  ticketId: string,
): Promise<void> {
  await transact(desk, async (tx, emit) => {
    const appId = await lockTicket(tx, organisationId, ticketId);
    const [last] = await tx
      .select()
      .from(lookupRuns)
      .where(eq(lookupRuns.ticketId, ticketId))
      .orderBy(desc(lookupRuns.createdAt), desc(lookupRuns.id))
      .limit(1);
    if (last && last.state !== 'finished') return;
    const at = desk.clock();
    const waitMs = last ? last.createdAt.getTime() + REFRESH_MS - at.getTime() : 0;
    if (waitMs > 0) throw tooSoon(at, waitMs);
    await addRun(tx, emit, { ticketId, appId, trigger: 'refresh', userId, at });
  });
  desk.jobs.wake();
}

/** A run begins. @returns `null` when it is finished already, or gone: then there is nothing to do. */
export async function beginRun(desk: Pick<Desk, 'db' | 'clock'>, runId: string): Promise<StoredRun | null> {
  const [run] = await desk.db
    .update(lookupRuns)
    .set({ state: 'running', startedAt: desk.clock() })
    .where(unfinished(runId))
    .returning();
  return run ?? null;
}

/**
 * Stores a run's result, unless it has one, and tells the agents. A new ticket's analysis has waited for it, and begins.
 *
 * @returns whether it was this call that stored it.
 */
export async function finishRun(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  runId: string,
  found: LookupResult,
): Promise<boolean> {
  // Whatever the customer's JSON or a model holds: a result that the database refused would be asked for again and again.
  const result = storable(found) as LookupResult;
  return transact(desk, async (tx, emit) => {
    const [run] = await tx
      .update(lookupRuns)
      .set({ state: 'finished', result, finishedAt: desk.clock() })
      .where(unfinished(runId))
      .returning();
    if (run) await announce(tx, emit, run);
    if (run?.trigger === 'new_ticket') {
      await enqueue(tx, 'analysis', { ticketId: run.ticketId }, { singletonKey: run.ticketId });
    }
    return run !== undefined;
  });
}

async function addRun(
  tx: Tx,
  emit: Emit,
  run: { ticketId: string; appId: string; trigger: LookupTrigger; userId: string | null; at: Date },
): Promise<boolean> {
  const { at, ...values } = run;
  const [row] = await tx
    .insert(lookupRuns)
    .values({ ...values, createdAt: at })
    .onConflictDoNothing()
    .returning();
  if (!row) return false;
  await enqueue(tx, 'lookup', { runId: row.id }, { singletonKey: row.id });
  await announce(tx, emit, row);
  return true;
}

async function announce(tx: Tx, emit: Emit, run: StoredRun): Promise<void> {
  const [ticket] = await tx
    .select({ organisationId: tickets.organisationId, conversationId: tickets.conversationId })
    .from(tickets)
    .where(eq(tickets.id, run.ticketId));
  if (!ticket) return;
  emit(organisationScope(ticket.organisationId), {
    type: 'lookup',
    ticket_id: run.ticketId,
    conversation_id: ticket.conversationId,
    state: run.state,
    status: run.result?.status ?? null,
  });
}

/** Two agents who refresh at once do so one after the other. @returns the ticket's app. @throws ConvotError `not_found` */
async function lockTicket(tx: Tx, organisationId: string, ticketId: string): Promise<string> {
  const [ticket] = await tx
    .select({ appId: conversations.appId })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
    .where(and(eq(tickets.id, ticketId), eq(tickets.organisationId, organisationId)))
    .for('update', { of: tickets });
  if (!ticket) throw new ConvotError('not_found', 'There is no ticket of this id here.');
  return ticket.appId;
}

function unfinished(runId: string) {
  return and(eq(lookupRuns.id, runId), ne(lookupRuns.state, 'finished'));
}

function tooSoon(at: Date, waitMs: number): ConvotError {
  const from = new Date(at.getTime() + waitMs).toISOString();
  return new ConvotError('too_many_requests', `This ticket was looked up a moment ago. Refresh it from ${from} on.`, {
    reason: 'refresh_too_soon',
    retryAfterMs: waitMs,
  });
}
