import { type Author, type Conversation, ConvotError, type Message } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { isCode } from './http.js';
import { contactPath, type Held } from './sessions.js';

/** A message as the API and the cable tell it. Times are whole seconds since 1970. */
interface WireMessage {
  readonly id: number;
  readonly conversation_id: number;
  readonly content: string | null;
  readonly message_type: number | string;
  readonly created_at: number;
  readonly private?: boolean;
  readonly attachments?: readonly { readonly data_url?: string }[];
  readonly sender?: { readonly name?: string | null; readonly available_name?: string | null } | null;
}

/** A conversation as the API tells it, with all of its messages that a contact may see. */
interface WireConversation {
  readonly id: number;
  readonly contact_last_seen_at: number;
  readonly messages: readonly WireMessage[];
}

/** A conversation with its messages, oldest first. */
export interface Thread {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
}

/** Who wrote each kind of message. Templates are the inbox's greetings; activities are not for visitors. */
const AUTHORS: Readonly<Record<string, Author>> = {
  0: 'visitor',
  incoming: 'visitor',
  1: 'agent',
  outgoing: 'agent',
  3: 'agent',
  template: 'agent',
};

/**
 * Everything that the session may see, newest activity first: the one read that lists, threads and counts come from.
 *
 * @throws ConvotError `session_ended` when the seat is gone from the inbox.
 */
export async function conversationsOf({ http, newest }: Chatwoot, held: Held): Promise<readonly Thread[]> {
  const answer = await http<readonly WireConversation[]>(`${contactPath(held)}/conversations`).catch((error) => {
    throw isCode(error, 'not_found') ? new ConvotError('session_ended') : error;
  });
  // An empty one was begun by a page that went away before its first message.
  const threads = readable(() => answer.map(threadOf).filter(({ messages }) => messages.length > 0));
  for (const thread of threads) newest.set(thread.conversation.id, newestIn(thread.messages));
  return threads.sort((a, b) => newestIn(b.messages) - newestIn(a.messages));
}

/** @throws ConvotError `not_found` for what this session may not see, as for what is not there. */
export async function threadIn(chatwoot: Chatwoot, held: Held, id: string): Promise<Thread> {
  const found = (await conversationsOf(chatwoot, held)).find(({ conversation }) => conversation.id === id);
  if (!found) throw new ConvotError('not_found');
  return found;
}

/** Messages of an agent that the contact has not seen. */
export function unreadIn(threads: readonly Thread[]): number {
  return threads.reduce((sum, { conversation }) => sum + conversation.unread, 0);
}

/** The highest id, 0 without messages. Ids grow with time; within a second, times don't. */
export function newestIn(messages: readonly { readonly id: number | string }[]): number {
  return messages.reduce((highest, { id }) => Math.max(highest, Number(id)), 0);
}

/**
 * A message of the API or the cable; `null` for what a visitor is not shown.
 *
 * @throws ConvotError `internal` when it is none.
 */
export function readMessage(data: unknown): Message | null {
  return readable(() => messageOf(data as WireMessage));
}

/** Nobody promised us its shape. @throws ConvotError `internal` */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new ConvotError('internal', 'What Chatwoot answered is unreadable.');
  }
}

function threadOf({ id, contact_last_seen_at: seenAt, messages: wires }: WireConversation): Thread {
  const shown = [...wires]
    .sort((a, b) => a.id - b.id)
    .flatMap((wire) => {
      const message = messageOf(wire);
      return message ? [{ message, isUnread: message.author === 'agent' && wire.created_at > seenAt }] : [];
    });
  const messages = shown.map(({ message }) => message);
  return {
    conversation: {
      id: String(id),
      started_at: messages[0]?.sent_at ?? '',
      last_message: messages.at(-1) ?? null,
      unread: shown.filter(({ isUnread }) => isUnread).length,
      ticket: null,
    },
    messages,
  };
}

function messageOf(wire: WireMessage): Message | null {
  const author = AUTHORS[wire.message_type];
  if (!author || wire.private) return null;
  const files = (wire.attachments ?? []).flatMap(({ data_url }) => data_url ?? []);
  return {
    id: String(wire.id),
    conversation_id: String(wire.conversation_id),
    author,
    author_name: (author === 'agent' && (wire.sender?.available_name || wire.sender?.name)) || null,
    text: [wire.content ?? '', ...files].filter((line) => line !== '').join('\n'),
    sent_at: new Date(wire.created_at * 1_000).toISOString(),
  };
}
