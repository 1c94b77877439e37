import type { Message, MessageDraft } from 'convot/protocol';
import { and, desc, eq, exists, gte, lt, ne } from 'drizzle-orm';
import type { ConversationPage, ConversationRow } from '../../wire/index.js';
import { loadContext } from '../contacts/context.js';
import { schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { organisationScope, transact } from '../events/index.js';
import { queueAnswer } from '../mailroom/answer.js';
import { emailOfConversation, emailsOfMessages } from '../mailroom/views.js';
import { announceChange, announceMessage } from './announce.js';
import { appendMessage, lockConversation, noConversation } from './append.js';
import { conversationRows, readConversations } from './rows.js';
import { ofOrganisation } from './visible.js';
import { messagesOf } from './visitor.js';

const { conversations, tickets } = schema;

/** Conversations on a page of the inbox. */
const PAGE_ROWS = 50;

type Parts = Pick<Desk, 'db' | 'bus' | 'clock'>;

type AnsweringDesk = Parts & Pick<Desk, 'mail' | 'jobs'>;

/** Who answers. */
export interface Agent {
  readonly organisationId: string;
  readonly userId: string;
  /** As the visitor reads it. */
  readonly name: string;
}

/** Which conversations to list. */
export interface InboxQuery {
  /** Those whose last activity is older. */
  readonly before: Date | null;
  readonly filter: 'all' | 'tickets';
}

/** A page of the inbox, newest activity first. Rows of the last one's very moment are on the same page. */
export async function listInbox(
  { db }: Pick<Desk, 'db'>,
  organisationId: string,
  query: InboxQuery,
): Promise<ConversationRow[]> {
  const ticketOf = db.select({ id: tickets.id }).from(tickets).where(eq(tickets.conversationId, conversations.id));
  const where = and(
    ofOrganisation(db, organisationId),
    query.before ? lt(conversations.lastAt, query.before) : undefined,
    query.filter === 'tickets' ? exists(ticketOf) : undefined,
  );
  const [last] = await db
    .select({ lastAt: conversations.lastAt })
    .from(conversations)
    .where(where)
    .orderBy(desc(conversations.lastAt))
    .offset(PAGE_ROWS - 1)
    .limit(1);
  const page = last ? and(where, gte(conversations.lastAt, last.lastAt)) : where;
  return conversationRows(db, await readConversations(db, page));
}

/** A conversation with its messages, its contact's context and other conversations. @throws ConvotError `not_found` */
export async function readPage(
  { db, mail }: Pick<Desk, 'db' | 'mail'>,
  organisationId: string,
  id: string,
): Promise<ConversationPage> {
  // One moment for all of it.
  return db.transaction(
    async (tx) => {
      const [stored] = await readConversations(tx, and(eq(conversations.id, id), ofOrganisation(tx, organisationId)));
      if (!stored) throw noConversation();
      const { appContactId } = stored.conversation;
      const others = and(eq(conversations.appContactId, appContactId), ne(conversations.id, id));
      const [conversation, ...history] = await conversationRows(tx, [stored, ...(await readConversations(tx, others))]);
      if (!conversation) throw noConversation();
      return {
        conversation,
        messages: await messagesOf(tx, id),
        email: await emailOfConversation({ mail }, tx, id),
        emails: await emailsOfMessages(tx, id),
        context: await loadContext(tx, appContactId),
        history,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/**
 * Adds an agent's message; once for each `client_id`. In a conversation by email it leaves as a mail.
 *
 * @throws ConvotError `not_found`
 */
export async function answerConversation(
  desk: AnsweringDesk,
  agent: Agent,
  id: string,
  draft: MessageDraft,
): Promise<Message> {
  const sent = await transact(desk, async (tx, emit) => {
    const conversation = await lockConversation(tx, id, ofOrganisation(tx, agent.organisationId));
    const sending = {
      author: 'agent' as const,
      sender: `user:${agent.userId}`,
      clientId: draft.client_id,
      text: draft.text,
      by: agent,
    };
    const { message, added } = await appendMessage(tx, conversation, sending, desk.clock());
    if (!added) return message;
    await announceMessage(tx, emit, message);
    if (conversation.channel === 'email') {
      await queueAnswer(desk, tx, conversation, message);
      emit(organisationScope(agent.organisationId), { type: 'email', conversation_id: id });
    }
    return message;
  });
  desk.jobs.wake();
  return sent;
}

/** Counts every message as read by agents, and tells the organisation. @throws ConvotError `not_found` */
export async function markReadByAgent(desk: Parts, organisationId: string, id: string): Promise<void> {
  await transact(desk, async (tx, emit) => {
    const { agentRead, lastPlace } = await lockConversation(tx, id, ofOrganisation(tx, organisationId));
    if (agentRead === lastPlace) return;
    await tx.update(conversations).set({ agentRead: lastPlace }).where(eq(conversations.id, id));
    await announceChange(tx, emit, id, { visitor: false, agents: true });
  });
}
