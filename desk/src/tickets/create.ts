import type { Conversation, Ticket, TicketForm } from 'convot/protocol';
import { eq, sql } from 'drizzle-orm';
import type { TicketChannel } from '../../wire/tickets.js';
import { startAnalysis } from '../assist/index.js';
import { loadContext } from '../contacts/context.js';
import {
  announceMessage,
  appendMessage,
  type LockedConversation,
  lockConversation,
  ticketView,
  visibleTo,
} from '../conversations/index.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { type Emit, organisationScope, transact } from '../events/index.js';
import { writeClaimFacts } from '../identity/index.js';
import { startLookup } from '../lookups/index.js';
import type { VisitorSession } from '../sessions/index.js';
import { ticketRow } from './rows.js';

const { organization, tickets, visitorSessions } = schema;

/** The text of the system's message about it, a code of the locale table. */
const TICKET_CREATED = 'ticket_created';

/**
 * Makes the conversation's ticket with the context of this moment, or returns the one it has.
 *
 * @throws ConvotError `not_found`
 */
export async function submitTicket(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'jobs'>,
  session: VisitorSession,
  conversationId: Conversation['id'],
  form: TicketForm,
): Promise<Ticket> {
  const ticket = await transact(desk, async (tx, emit) => {
    const conversation = await lockConversation(tx, conversationId, visibleTo(session));
    const [existing] = await tx.select().from(tickets).where(eq(tickets.conversationId, conversationId));
    if (existing) return ticketView(existing);

    const at = desk.clock();
    const scope = organisationScope(session.organisationId);
    if (form.email !== undefined && session.email === null) {
      await noteEmail(tx, session, form.email, at);
      emit(scope, { type: 'context', app_contact_id: session.appContactId, contact_id: session.contactId });
    }
    const { organisationId } = session;
    const ticket = await insertTicket(tx, emit, { organisationId, conversation, subject: form.subject, at });
    const said = { author: 'system' as const, sender: 'system', clientId: ticket.id, text: TICKET_CREATED };
    const { message } = await appendMessage(tx, conversation, said, at);
    const stored = await announceMessage(tx, emit, message);
    const row = await ticketRow(tx, stored);
    if (row) emit(scope, { type: 'ticket', ticket: row });
    return ticketView(ticket);
  });
  desk.jobs.wake();
  return ticket;
}

/** The address that a visitor typed fills a blank, proves nothing, and is this session's own to read back. */
async function noteEmail(tx: Tx, session: VisitorSession, email: string, at: Date): Promise<void> {
  const trust = session.trust === 'verified' ? 'unverified' : session.trust;
  const fact = { key: 'email', value: email, source: 'ticket_form', trust } as const;
  await writeClaimFacts(tx, session.appContactId, [fact], { wins: false, at });
  await tx.update(visitorSessions).set({ email }).where(eq(visitorSessions.id, session.id));
}

/** A ticket to be. */
export interface NewTicket {
  readonly organisationId: string;
  readonly conversation: LockedConversation;
  readonly subject: string;
  /** @default 'chat' */
  readonly channel?: TicketChannel;
  /** @default false */
  readonly isSpam?: boolean;
  readonly at: Date;
}

/**
 * Stores a ticket with the context of this moment, and starts its lookup and its analysis: ring `desk.jobs.wake()` after the transaction.
 * What its visitor wrote must be stored by the end of that transaction.
 */
export async function insertTicket(
  tx: Tx,
  emit: Emit,
  { organisationId, conversation, subject, channel = 'chat', isSpam = false, at }: NewTicket,
): Promise<typeof tickets.$inferSelect> {
  const context = await loadContext(tx, conversation.appContactId);
  // Numbers have no gaps and none is given twice: who makes a ticket at the same time waits here.
  await tx
    .select({ id: organization.id })
    .from(organization)
    .where(eq(organization.id, organisationId))
    .for('no key update');
  const last = sql`(select coalesce(max(${tickets.number}), 0) + 1 from ${tickets} where ${tickets.organisationId} = ${organisationId})`;
  const [ticket] = await tx
    .insert(tickets)
    .values({
      organisationId,
      number: sql`${last}`,
      conversationId: conversation.id,
      subject,
      channel,
      isSpam,
      context,
      createdAt: at,
    })
    .returning();
  if (!ticket) throw new Error('A ticket was not stored.');
  const afterLookup = await startLookup(tx, emit, ticket.id, at);
  if (!isSpam) await startAnalysis(tx, ticket.id, afterLookup, at);
  return ticket;
}
