import type { CustomerContext, Message, Trust } from 'convot/protocol';
import { ConvotError } from 'convot/protocol';
import { and, desc, eq, ne } from 'drizzle-orm';
import type { LookupResult } from '../../wire/lookups.js';
import { loadContext } from '../contacts/index.js';
import { conversationRows, readConversations } from '../conversations/index.js';
import { type Db, schema, type Tx } from '../database/index.js';
import { lookupOfTicket, readSettings } from '../lookups/index.js';

const { messages, tickets } = schema;

/** Later messages are read first; more are left out. */
const MESSAGES = 60;

/** A ticket, in whose name the model is asked. */
export interface TicketPlace {
  readonly id: string;
  readonly organisationId: string;
  readonly conversationId: string;
  readonly subject: string;
}

/** All that a prompt about a ticket may be made of. Nothing of `integrations` is ever read for it (Law 6). */
export interface Material {
  readonly app: string;
  readonly subject: string;
  /** The latest ones, oldest first; those of the system are left out. */
  readonly messages: readonly Pick<Message, 'author' | 'text'>[];
  /** The last finished lookup. */
  readonly lookup: LookupResult | null;
  readonly isLookupPending: boolean;
  readonly contact: CustomerContext;
  /** How far who wrote the conversation has proven to be that contact. */
  readonly trust: Trust;
  /** The owner wants unconfirmed facts left out. */
  readonly excludeUnconfirmed: boolean;
}

/** @throws ConvotError `not_found` */
export async function requireTicket(db: Db | Tx, organisationId: string, ticketId: string): Promise<TicketPlace> {
  const ticket = await findTicket(db, ticketId);
  if (ticket?.organisationId !== organisationId) {
    throw new ConvotError('not_found', 'There is no ticket of this id here.');
  }
  return ticket;
}

export async function findTicket(db: Db | Tx, ticketId: string): Promise<TicketPlace | null> {
  const { id, organisationId, conversationId, subject } = tickets;
  const [ticket] = await db
    .select({ id, organisationId, conversationId, subject })
    .from(tickets)
    .where(eq(id, ticketId));
  return ticket ?? null;
}

/** Reads what is known now. @throws ConvotError `not_found` for a ticket that is gone by now */
export async function readMaterial(db: Db, ticket: TicketPlace): Promise<Material> {
  const { latest, pending } = await lookupOfTicket(db, ticket.organisationId, ticket.id);
  const stored = await readConversations(db, eq(schema.conversations.id, ticket.conversationId));
  const [row] = await conversationRows(db, stored);
  if (!row) throw new ConvotError('not_found', 'There is no ticket of this id here.');
  const written = await db
    .select({ author: messages.author, text: messages.text })
    .from(messages)
    .where(and(eq(messages.conversationId, row.id), ne(messages.author, 'system')))
    .orderBy(desc(messages.place))
    .limit(MESSAGES);
  const { excludeUnconfirmed } = await readSettings(db, row.app.id);
  return {
    app: row.app.name,
    subject: ticket.subject,
    messages: written.reverse(),
    lookup: latest?.result ?? null,
    isLookupPending: latest === null && pending !== null,
    contact: await loadContext(db, row.contact.app_contact_id),
    trust: row.contact.trust,
    excludeUnconfirmed,
  };
}
