import type { Conversation, Message, MessageDraft, StartAnswer } from 'convot/protocol';
import { and, eq, gt, sql } from 'drizzle-orm';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { transact } from '../events/index.js';
import { announceChange, announceMessage, readConversation } from './announce.js';
import { appendMessage, findSent, lockConversation, noConversation } from './append.js';
import { conversationView, messageView, readConversations } from './rows.js';
import { ownerOf, scopeOf, type Visitor, visibleTo } from './visible.js';

const { conversations, messages } = schema;

type Parts = Pick<Desk, 'db' | 'bus' | 'clock'>;

/** What a session may see, newest activity first. */
export async function listConversations({ db }: Pick<Desk, 'db'>, session: Visitor): Promise<Conversation[]> {
  return (await readConversations(db, visibleTo(session))).map(conversationView);
}

/** Oldest first. @throws ConvotError `not_found` for one that this session may not see, as for one that is not there. */
export async function listMessages({ db }: Pick<Desk, 'db'>, session: Visitor, id: string): Promise<Message[]> {
  const [seen] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.id, id), visibleTo(session)));
  if (!seen) throw noConversation();
  return messagesOf(db, id);
}

/** A conversation's messages, oldest first. */
export async function messagesOf(db: Db | Tx, id: string): Promise<Message[]> {
  const rows = await db.select().from(messages).where(eq(messages.conversationId, id)).orderBy(messages.place);
  return rows.map(messageView);
}

/** An agent's messages that the session has not read. */
export async function unreadOf(db: Db | Tx, session: Visitor): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(conversations)
    .innerJoin(messages, eq(messages.conversationId, conversations.id))
    .where(and(visibleTo(session), eq(messages.author, 'agent'), gt(messages.place, conversations.visitorRead)));
  return row?.count ?? 0;
}

/** Starts a conversation with its first message; once for each `client_id`. */
export async function startConversation(desk: Parts, session: Visitor, draft: MessageDraft): Promise<StartAnswer> {
  const sender = scopeOf(session);
  const sending = { author: 'visitor' as const, sender, clientId: draft.client_id, text: draft.text };
  return transact(desk, async (tx, emit) => {
    // Two tries of the same start wait for each other, so that the second finds the first's conversation.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`start/${sender}/${draft.client_id}`}, 0))`);
    const sent = await findSent(tx, sending);
    if (sent) {
      const stored = await readConversation(tx, sent.conversation_id);
      return { conversation: conversationView(stored), message: sent };
    }
    const at = desk.clock();
    const [made] = await tx
      .insert(conversations)
      .values({ ...ownerOf(session), appId: session.appId, startedAt: at, lastAt: at })
      .returning();
    if (!made) throw new Error('A conversation was not stored.');
    const { message } = await appendMessage(tx, made, sending, at);
    return { conversation: conversationView(await announceMessage(tx, emit, message)), message };
  });
}

/** Adds a visitor's message; once for each `client_id`. @throws ConvotError `not_found` */
export async function sendMessage(desk: Parts, session: Visitor, id: string, draft: MessageDraft): Promise<Message> {
  return transact(desk, async (tx, emit) => {
    const conversation = await lockConversation(tx, id, visibleTo(session));
    const sending = {
      author: 'visitor' as const,
      sender: scopeOf(session),
      clientId: draft.client_id,
      text: draft.text,
    };
    const { message, added } = await appendMessage(tx, conversation, sending, desk.clock());
    if (added) await announceMessage(tx, emit, message);
    return message;
  });
}

/** Counts every message as read by the visitor, and tells the visitor's other views. @throws ConvotError `not_found` */
export async function markReadByVisitor(desk: Parts, session: Visitor, id: string): Promise<void> {
  await transact(desk, async (tx, emit) => {
    const { visitorRead, lastPlace } = await lockConversation(tx, id, visibleTo(session));
    if (visitorRead === lastPlace) return;
    await tx.update(conversations).set({ visitorRead: lastPlace }).where(eq(conversations.id, id));
    await announceChange(tx, emit, id, { visitor: true, agents: false });
  });
}
