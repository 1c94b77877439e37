import { ConvotError, type Message } from 'convot/protocol';
import { and, eq, type SQL } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import { messageView } from './rows.js';

const { conversations, messages } = schema;

export type LockedConversation = typeof conversations.$inferSelect;

/** What is to be said, by whom. */
export interface Draft {
  readonly author: Message['author'];
  /** Who sends it; with `clientId` it names the message, so that sending twice stores once. */
  readonly sender: string;
  readonly clientId: string;
  readonly text: string;
  /** An agent, and the name that the visitor reads. */
  readonly by?: { readonly userId: string; readonly name: string };
}

/** Holds a conversation until the end of the transaction. @throws ConvotError `not_found` */
export async function lockConversation(tx: Tx, id: string, where: SQL | undefined): Promise<LockedConversation> {
  const [conversation] = await tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.id, id), where))
    .for('update');
  if (!conversation) throw noConversation();
  return conversation;
}

export function noConversation(): ConvotError {
  return new ConvotError('not_found', 'There is no conversation of this id here.');
}

/**
 * Adds a message to a locked conversation, once for each sender's id of it. Whoever writes has read what stood before.
 *
 * @returns the message stored, and whether it was this call that stored it.
 */
export async function appendMessage(
  tx: Tx,
  conversation: LockedConversation,
  draft: Draft,
  at: Date,
): Promise<{ message: Message; added: boolean }> {
  const sent = await findSent(tx, draft);
  if (sent) return { message: sent, added: false };
  const { author, sender, clientId, text, by } = draft;
  const place = conversation.lastPlace + 1;
  const [row] = await tx
    .insert(messages)
    .values({
      conversationId: conversation.id,
      place,
      author,
      sender,
      clientId,
      text,
      sentAt: at,
      userId: by?.userId ?? null,
      authorName: by?.name ?? null,
    })
    .returning();
  if (!row) throw new Error('A message was not stored.');
  await tx
    .update(conversations)
    .set({
      lastPlace: place,
      lastAt: at,
      ...(author === 'visitor' && { visitorRead: place }),
      ...(author === 'agent' && { agentRead: place }),
    })
    .where(eq(conversations.id, conversation.id));
  return { message: messageView(row), added: true };
}

/** The message that a sender sent under this id before. */
export async function findSent(tx: Tx, { sender, clientId }: Pick<Draft, 'sender' | 'clientId'>) {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.sender, sender), eq(messages.clientId, clientId)));
  return row ? messageView(row) : null;
}
