import { and, eq, ne } from 'drizzle-orm';
import type { AnalysisResult, AssistFailureReason, AssistStatus, TicketAssist } from '../../wire/assist.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { type Emit, organisationScope, transact } from '../events/index.js';
import { enqueue } from '../jobs/index.js';
import { creditsOf, modelLabel } from '../plans/index.js';
import { findTicket, requireTicket, type TicketPlace } from './material.js';

const { ticketAnalyses } = schema;

type StoredAnalysis = typeof ticketAnalyses.$inferSelect;

/** How an attempt ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly result: AnalysisResult }
  | { readonly status: Exclude<AssistStatus, 'ok'>; readonly reason: AssistFailureReason | null };

/**
 * Has a new ticket analysed: call it in the transaction that makes the ticket. The model reads the stored lookup first:
 * where one was started, its end adds the job.
 */
export async function startAnalysis(tx: Tx, ticketId: string, afterLookup: boolean, at: Date): Promise<void> {
  await tx.insert(ticketAnalyses).values({ ticketId, createdAt: at }).onConflictDoNothing();
  if (!afterLookup) await enqueue(tx, 'analysis', { ticketId }, { singletonKey: ticketId });
}

/** Has a ticket analysed anew. While one is under way, that one will do. @throws ConvotError `not_found` */
export async function repeatAnalysis(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'jobs'>,
  organisationId: string,
  ticketId: string,
): Promise<void> {
  await transact(desk, async (tx, emit) => {
    const ticket = await requireTicket(tx, organisationId, ticketId);
    const [begun] = await tx
      .insert(ticketAnalyses)
      .values({ ticketId, createdAt: desk.clock() })
      .onConflictDoUpdate({
        target: ticketAnalyses.ticketId,
        set: { state: 'waiting' },
        setWhere: eq(ticketAnalyses.state, 'finished'),
      })
      .returning();
    if (!begun) return;
    await enqueue(tx, 'analysis', { ticketId }, { singletonKey: ticketId });
    announce(emit, ticket, begun);
  });
  desk.jobs.wake();
}

/** An attempt begins. @returns `null` when the last one has ended: then there is nothing to do. */
export async function beginAnalysis(desk: Pick<Desk, 'db'>, ticketId: string): Promise<TicketPlace | null> {
  const [begun] = await desk.db
    .update(ticketAnalyses)
    .set({ state: 'running' })
    .where(unfinished(ticketId))
    .returning({ ticketId: ticketAnalyses.ticketId });
  return begun ? findTicket(desk.db, ticketId) : null;
}

/** Stores how an attempt ended, unless it has, and tells the agents. */
export async function finishAnalysis(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  ticketId: string,
  outcome: Outcome,
): Promise<void> {
  const ended = outcome.status === 'ok' ? { reason: null, result: outcome.result } : { reason: outcome.reason };
  await transact(desk, async (tx, emit) => {
    const [stored] = await tx
      .update(ticketAnalyses)
      .set({ ...ended, state: 'finished', status: outcome.status, finishedAt: desk.clock() })
      .where(unfinished(ticketId))
      .returning();
    const ticket = stored && (await findTicket(tx, ticketId));
    if (ticket) announce(emit, ticket, stored);
  });
}

/** A ticket's analysis, and whether the model can be asked. @throws ConvotError `not_found` */
export async function assistOfTicket(
  desk: Pick<Desk, 'db' | 'clock' | 'model'>,
  organisationId: string,
  ticketId: string,
): Promise<TicketAssist> {
  await requireTicket(desk.db, organisationId, ticketId);
  const [stored] = await desk.db.select().from(ticketAnalyses).where(eq(ticketAnalyses.ticketId, ticketId));
  return {
    availability: await availability(desk, organisationId),
    model: modelLabel(desk.model),
    analysis: stored
      ? {
          state: stored.state,
          status: stored.status,
          reason: stored.reason,
          result: stored.result ?? null,
          finished_at: stored.finishedAt?.toISOString() ?? null,
        }
      : null,
  };
}

async function availability(
  desk: Pick<Desk, 'db' | 'clock' | 'model'>,
  organisationId: string,
): Promise<TicketAssist['availability']> {
  if (!desk.model) return 'model_not_configured';
  return (await creditsOf(desk, organisationId).left()) ? 'ok' : 'skipped_credits';
}

function announce(emit: Emit, ticket: TicketPlace, { state, status }: StoredAnalysis): void {
  emit(organisationScope(ticket.organisationId), {
    type: 'analysis',
    ticket_id: ticket.id,
    conversation_id: ticket.conversationId,
    state,
    status: state === 'finished' ? status : null,
  });
}

function unfinished(ticketId: string) {
  return and(eq(ticketAnalyses.ticketId, ticketId), ne(ticketAnalyses.state, 'finished'));
}
