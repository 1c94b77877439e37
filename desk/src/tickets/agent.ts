import { ConvotError, type TicketStatus } from 'convot/protocol';
import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm';
import type { TicketRow } from '../../wire/index.js';
import { announceChange, readConversations } from '../conversations/index.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { organisationScope, transact } from '../events/index.js';
import { ticketRow, ticketRows } from './rows.js';

const { conversations, tickets } = schema;

/** Tickets on a page. */
const PAGE_ROWS = 50;

/** Which tickets to list. */
export interface TicketQuery {
  /** Those of a lower number. */
  readonly before: number | null;
  readonly status: TicketStatus | null;
}

/** A page of an organisation's tickets, newest first. */
export async function listTickets(
  { db }: Pick<Desk, 'db'>,
  organisationId: string,
  { before, status }: TicketQuery,
): Promise<TicketRow[]> {
  const page = await db
    .select({ conversationId: tickets.conversationId })
    .from(tickets)
    .where(
      and(
        eq(tickets.organisationId, organisationId),
        before === null ? undefined : lt(tickets.number, before),
        status === null ? undefined : eq(tickets.status, status),
      ),
    )
    .orderBy(desc(tickets.number))
    .limit(PAGE_ROWS);
  const ids = page.map(({ conversationId }) => conversationId);
  if (ids.length === 0) return [];
  const rows = await ticketRows(db, await readConversations(db, inArray(conversations.id, ids)));
  return rows.sort((a, b) => b.number - a.number);
}

/** Sets a ticket's status and tells both sides. @throws ConvotError `not_found` */
export async function setTicketStatus(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  organisationId: string,
  id: string,
  status: TicketStatus,
): Promise<TicketRow> {
  return transact(desk, async (tx, emit) => {
    const [ticket] = await tx
      .update(tickets)
      .set({ status })
      .where(and(eq(tickets.id, id), eq(tickets.organisationId, organisationId)))
      .returning({ conversationId: tickets.conversationId });
    if (!ticket) throw noTicket();
    const [stored] = await readConversations(tx, eq(conversations.id, ticket.conversationId));
    const row = stored && (await ticketRow(tx, stored));
    if (!row) throw noTicket();
    emit(organisationScope(organisationId), { type: 'ticket', ticket: row });
    await announceChange(tx, emit, ticket.conversationId, { visitor: true, agents: true });
    return row;
  });
}

/** What a customer writes to a ticket that nobody works on opens it again. Announce it in the same transaction. */
export async function reopenTicket(tx: Tx, conversationId: string): Promise<void> {
  await tx
    .update(tickets)
    .set({ status: 'open' })
    .where(and(eq(tickets.conversationId, conversationId), ne(tickets.status, 'open')));
}

function noTicket(): ConvotError {
  return new ConvotError('not_found', 'There is no ticket of this id here.');
}
