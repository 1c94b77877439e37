import type { Conversation, Message, Ticket, Trust } from 'convot/protocol';
import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { ConversationRow } from '../../wire/index.js';
import { contactLabels } from '../contacts/labels.js';
import { type Db, schema, type Tx } from '../database/index.js';

const { apps, conversations, messages, tickets } = schema;

/** Of a row's last message, in UTF-16 code units: a mail can be long. */
const PREVIEW_CHARS = 300;

/** A conversation with what every view of it shows. */
export interface StoredConversation {
  readonly conversation: typeof conversations.$inferSelect;
  readonly app: { readonly id: string; readonly name: string; readonly organisationId: string };
  readonly last: typeof messages.$inferSelect | null;
  readonly ticket: typeof tickets.$inferSelect | null;
  /** An agent's messages that the visitor has not read. */
  readonly visitorUnread: number;
  /** The visitor's messages that no agent has read. */
  readonly agentUnread: number;
}

/** Reads conversations, newest activity first. */
export async function readConversations(db: Db | Tx, where: SQL | undefined): Promise<StoredConversation[]> {
  return db
    .select({
      conversation: getTableColumns(conversations),
      app: { id: apps.id, name: apps.name, organisationId: apps.organisationId },
      last: getTableColumns(messages),
      ticket: getTableColumns(tickets),
      visitorUnread: unread('agent', sql`${conversations.visitorRead}`),
      agentUnread: unread('visitor', sql`${conversations.agentRead}`),
    })
    .from(conversations)
    .innerJoin(apps, eq(apps.id, conversations.appId))
    .leftJoin(messages, and(eq(messages.conversationId, conversations.id), eq(messages.place, conversations.lastPlace)))
    .leftJoin(tickets, eq(tickets.conversationId, conversations.id))
    .where(where)
    .orderBy(desc(conversations.lastAt), desc(conversations.id));
}

function unread(author: Message['author'], read: SQL): SQL<number> {
  return sql<number>`(
    select count(*)::int from messages as m
    where m.conversation_id = ${conversations.id} and m.author = ${author} and m.place > ${read}
  )`;
}

/** As its visitor sees it. */
export function conversationView({ conversation, last, ticket, visitorUnread }: StoredConversation): Conversation {
  return {
    id: conversation.id,
    started_at: conversation.startedAt.toISOString(),
    last_message: last && messageView(last),
    unread: visitorUnread,
    ticket: ticket && ticketView(ticket),
  };
}

/** As agents see them, each with whom it is of and how far its own visitor has proven to be that contact. */
export async function conversationRows(db: Db | Tx, stored: readonly StoredConversation[]): Promise<ConversationRow[]> {
  const labels = await contactLabels(
    db,
    stored.map(({ conversation }) => conversation.appContactId),
  );
  return stored.flatMap(({ conversation, app, last, ticket, agentUnread }) => {
    const contact = labels.get(conversation.appContactId);
    if (!contact) return [];
    return {
      id: conversation.id,
      app: { id: app.id, name: app.name },
      contact: { ...contact, trust: trustOf(conversation, contact.trust) },
      channel: conversation.channel,
      is_spam: ticket?.isSpam ?? false,
      started_at: conversation.startedAt.toISOString(),
      last_at: conversation.lastAt.toISOString(),
      last_message: last && { author: last.author, text: last.text.slice(0, PREVIEW_CHARS) },
      unread: agentUnread,
      ticket: ticket && ticketView(ticket),
    };
  });
}

/** Anybody can claim to be a proven contact: what one session alone sees was not said by that contact for certain. */
function trustOf({ sessionId }: StoredConversation['conversation'], contacts: Trust): Trust {
  // A proven contact's own; or, of a mail that proves nothing, a provisional contact's.
  if (sessionId === null) return contacts;
  return contacts === 'verified' ? 'unverified' : contacts;
}

/** A message as both sides see it. */
export function messageView(message: typeof messages.$inferSelect): Message {
  return {
    id: message.id,
    conversation_id: message.conversationId,
    author: message.author,
    author_name: message.authorName,
    text: message.text,
    sent_at: message.sentAt.toISOString(),
  };
}

/** A ticket as both sides see it. */
export function ticketView(ticket: typeof tickets.$inferSelect): Ticket {
  return {
    id: ticket.id,
    number: ticket.number,
    subject: ticket.subject,
    status: ticket.status,
    created_at: ticket.createdAt.toISOString(),
  };
}
