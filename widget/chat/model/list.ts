import type { Conversation, Message } from '../../../src/protocol/index.js';
import type { Ready } from './state.js';

/** Both lists in one. The stream may have been faster than the answer: of two versions the one with later activity is kept. */
export function latest(known: readonly Conversation[], read: readonly Conversation[]): readonly Conversation[] {
  const byId = new Map(read.map((conversation) => [conversation.id, conversation]));
  for (const conversation of known) {
    const answered = byId.get(conversation.id);
    if (!answered || lastActivity(conversation) > lastActivity(answered)) byId.set(conversation.id, conversation);
  }
  return [...byId.values()].sort((a, b) => lastActivity(b) - lastActivity(a));
}

/** The list with this version of a conversation, known before or not. */
export function withConversation(state: Ready, conversation: Conversation): Ready {
  const others = state.conversations.filter(({ id }) => id !== conversation.id);
  return { ...state, conversations: latest([], [conversation, ...others]) };
}

/** A conversation whose last message is this one already counts it. */
export function withLastMessage(conversation: Conversation, message: Message): Conversation {
  if (conversation.last_message?.id === message.id) return conversation;
  const unread = conversation.unread + (message.author === 'agent' ? 1 : 0);
  return { ...conversation, last_message: message, unread };
}

function lastActivity({ last_message, started_at }: Conversation): number {
  return Date.parse(last_message?.sent_at ?? started_at) || 0;
}
