import type { Message } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import { type Emit, organisationScope, visitorScope } from '../events/index.js';
import { noConversation } from './append.js';
import { conversationRows, conversationView, readConversations, type StoredConversation } from './rows.js';

/** A conversation as it stands in the running transaction. @throws ConvotError `not_found` */
export async function readConversation(tx: Tx, id: string): Promise<StoredConversation> {
  const [stored] = await readConversations(tx, eq(schema.conversations.id, id));
  if (!stored) throw noConversation();
  return stored;
}

/** Whether a visitor's chat shows it; the other side of `visibleTo`. */
function isInChat({ conversation }: StoredConversation): boolean {
  return conversation.channel === 'chat';
}

/** Tells both sides of a new message, in the transaction that stored it. */
export async function announceMessage(tx: Tx, emit: Emit, message: Message): Promise<StoredConversation> {
  const stored = await readConversation(tx, message.conversation_id);
  if (isInChat(stored)) {
    emit(visitorScope(stored.conversation), { type: 'message', message });
    emit(visitorScope(stored.conversation), { type: 'conversation', conversation: conversationView(stored) });
  }
  const [row] = await conversationRows(tx, [stored]);
  if (row) emit(organisationScope(stored.app.organisationId), { type: 'message', message, conversation: row });
  return stored;
}

/** Tells one side or both that a conversation changed otherwise: it was read, moved or became a ticket. */
export async function announceChange(
  tx: Tx,
  emit: Emit,
  id: string,
  to: { readonly visitor: boolean; readonly agents: boolean },
): Promise<void> {
  const stored = await readConversation(tx, id);
  if (to.visitor && isInChat(stored)) {
    emit(visitorScope(stored.conversation), { type: 'conversation', conversation: conversationView(stored) });
  }
  if (!to.agents) return;
  const [row] = await conversationRows(tx, [stored]);
  if (row) emit(organisationScope(stored.app.organisationId), { type: 'conversation', conversation: row });
}
