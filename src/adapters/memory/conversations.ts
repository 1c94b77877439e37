import {
  type Conversation,
  ConvotError,
  MESSAGE_CHARS,
  type Message,
  type MessageDraft,
  type StartAnswer,
  SUBJECT_CHARS,
  type Ticket,
  type TicketForm,
} from '../../protocol/index.js';
import { randomId, type State, type StoredConversation, type StoredMessage, type StoredSession } from './state.js';

/** What a session may see, newest activity first. */
export function conversationsOf(state: State, session: StoredSession): Conversation[] {
  return [...state.conversations.values()]
    .reverse()
    .filter((conversation) => maySee(session, conversation))
    .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
    .map(conversationView);
}

/** Messages of an agent that the session has not read. */
export function unreadOf(state: State, session: StoredSession): number {
  return conversationsOf(state, session).reduce((sum, { unread }) => sum + unread, 0);
}

/** @throws ConvotError `not_found` for a conversation that this session may not see, as for one that is not there. */
export function conversationOf(state: State, session: StoredSession, id: string): StoredConversation {
  const conversation = state.conversations.get(id);
  if (!conversation || !maySee(session, conversation)) throw new ConvotError('not_found');
  return conversation;
}

/** Starts a conversation with its first message; once for each `client_id`. */
export function startConversation(state: State, session: StoredSession, draft: MessageDraft): StartAnswer {
  for (const conversation of state.conversations.values()) {
    const first = conversation.messages[0];
    if (maySee(session, conversation) && first?.clientId === draft.client_id) {
      return { conversation: conversationView(conversation), message: messageView(conversation, first) };
    }
  }
  const conversation: StoredConversation = {
    id: randomId(),
    startedAt: new Date().toISOString(),
    handle: session.handle,
    credential: session.trust === 'verified' ? null : session.credential,
    messages: [],
    read: 0,
    ticket: null,
  };
  const text = readText(draft.text, MESSAGE_CHARS);
  state.conversations.set(conversation.id, conversation);
  const message = addMessage(state, conversation, { author: 'visitor', clientId: draft.client_id, text });
  return { conversation: conversationView(conversation), message };
}

/** Adds a visitor's message; once for each `client_id`. */
export function sendMessage(state: State, conversation: StoredConversation, draft: MessageDraft): Message {
  const sent = conversation.messages.find(({ clientId }) => clientId === draft.client_id);
  if (sent) return messageView(conversation, sent);
  const text = readText(draft.text, MESSAGE_CHARS);
  return addMessage(state, conversation, { author: 'visitor', clientId: draft.client_id, text });
}

/** Makes the conversation's ticket, or returns the one it has. */
export function makeTicket(state: State, conversation: StoredConversation, form: TicketForm): Ticket {
  if (conversation.ticket) return conversation.ticket;
  const tickets = [...state.conversations.values()].filter(({ ticket }) => ticket).length;
  const ticket: Ticket = {
    id: randomId(),
    number: tickets + 1,
    subject: readText(form.subject, SUBJECT_CHARS),
    status: 'open',
    created_at: new Date().toISOString(),
  };
  conversation.ticket = ticket;
  addMessage(state, conversation, { author: 'system', text: 'ticket_created' });
  return ticket;
}

/** Counts every message as read by the visitor, and tells the visitor's other views. */
export function markRead(state: State, conversation: StoredConversation): void {
  conversation.read = conversation.messages.length;
  announce(state, conversation);
}

/** Adds a message and tells everybody who may see it. */
export function addMessage(
  state: State,
  conversation: StoredConversation,
  { author, text, clientId = null, authorName = null }: Pick<StoredMessage, 'author' | 'text'> & Partial<StoredMessage>,
): Message {
  const stored = { id: randomId(), clientId, author, authorName, text, sentAt: new Date().toISOString() };
  conversation.messages.push(stored);
  if (author === 'visitor') conversation.read = conversation.messages.length;
  const message = messageView(conversation, stored);
  for (const session of state.sessions.values()) {
    if (maySee(session, conversation)) state.streams.send(session.credential, { type: 'message', message });
  }
  announce(state, conversation);
  return message;
}

export function messageView({ id }: StoredConversation, message: StoredMessage): Message {
  return {
    id: message.id,
    conversation_id: id,
    author: message.author,
    author_name: message.authorName,
    text: message.text,
    sent_at: message.sentAt,
  };
}

function announce(state: State, stored: StoredConversation): void {
  const conversation = conversationView(stored);
  for (const session of state.sessions.values()) {
    if (maySee(session, stored)) state.streams.send(session.credential, { type: 'conversation', conversation });
  }
}

function conversationView(conversation: StoredConversation): Conversation {
  const last = conversation.messages.at(-1);
  return {
    id: conversation.id,
    started_at: conversation.startedAt,
    last_message: last ? messageView(conversation, last) : null,
    unread: conversation.messages.slice(conversation.read).filter(({ author }) => author === 'agent').length,
    ticket: conversation.ticket,
  };
}

function maySee(session: StoredSession, { handle, credential }: StoredConversation): boolean {
  if (credential !== null) return credential === session.credential;
  return session.trust === 'verified' && session.handle === handle;
}

function lastAt({ messages, startedAt }: StoredConversation): string {
  return messages.at(-1)?.sentAt ?? startedAt;
}

/** @throws ConvotError `request_invalid` */
function readText(text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > most) {
    throw new ConvotError('request_invalid', `The text must have from 1 to ${most} characters.`);
  }
  return trimmed;
}
