import type { Message } from '../../../src/protocol/index.js';
import type { ChatEvent } from './events.js';
import { EMPTY_THREAD, NEW_THREAD, type PendingMessage, type Ready, type Thread, threadOf } from './state.js';

/** What an event does to the messages of a thread. */
export function reduceThread(state: Ready, event: ChatEvent): Ready {
  switch (event.type) {
    case 'gap': {
      const threads = Object.entries(state.threads).map(([key, thread]) => [key, { ...thread, history: 'unread' }]);
      return { ...state, threads: Object.fromEntries(threads) };
    }
    case 'thread':
      return change(state, event.thread, (thread) => ({ ...thread, ...event.change }));
    case 'history':
      return change(state, event.thread, (thread) => withHistory(thread, event.messages));
    case 'message': {
      const { message, client_id } = event;
      // A thread that was never shown is read whole when it is.
      return client_id || Object.hasOwn(state.threads, message.conversation_id)
        ? change(state, message.conversation_id, (thread) => withMessage(thread, message, client_id))
        : state;
    }
    case 'submitted':
      return change(state, event.thread, (thread) => ({
        ...thread,
        pending: [...thread.pending, event.message],
        draft: '',
      }));
    case 'status':
      return change(state, event.thread, (thread) => ({
        ...thread,
        pending: thread.pending.map((message) =>
          !event.client_id || message.key === event.client_id ? { ...message, status: event.status } : message,
        ),
      }));
    case 'started':
      return begun(state, event);
    case 'withdrawn':
      return change(state, event.thread, ({ pending, draft, ...thread }) => ({
        ...thread,
        pending: [],
        draft: [...pending.map(({ text }) => text), draft].join('\n').trim(),
      }));
    default:
      return state;
  }
}

function change(state: Ready, key: string, next: (thread: Thread) => Thread): Ready {
  return { ...state, threads: { ...state.threads, [key]: next(threadOf(state, key)) } };
}

function without(thread: Thread, clientId: string | undefined): Thread {
  return { ...thread, pending: thread.pending.filter(({ key }) => key !== clientId) };
}

/** The answer of a read, and after it what the stream brought while it was under way. */
function withHistory(thread: Thread, read: readonly Message[]): Thread {
  const keys = new Map(thread.messages.map(({ id, key }) => [id, key]));
  const ids = new Set(read.map(({ id }) => id));
  // Before the first read every message is news, so none of them can be an echo.
  const { pending } = keys.size > 0 ? read.reduce((known, message) => withMessage(known, message), thread) : thread;
  return {
    ...thread,
    history: 'ready',
    pending,
    messages: [
      ...read.map((message) => ({ ...message, key: keys.get(message.id) ?? message.id })),
      ...thread.messages.filter(({ id }) => !ids.has(id)),
    ],
  };
}

/** The thread with a message, once. What was pending of it is no longer, and hands its key on. */
function withMessage(thread: Thread, message: Message, clientId?: string): Thread {
  const isKnown = thread.messages.some(({ id }) => id === message.id);
  // An old message in the same words is no echo.
  const pendingId = clientId ?? (isKnown ? undefined : echoOf(thread.pending, message));
  const rest = without(thread, pendingId);
  return isKnown ? rest : { ...rest, messages: [...rest.messages, { ...message, key: pendingId ?? message.id }] };
}

/** The stream may bring one's own message before the answer to its sending, or instead of it. */
function echoOf(pending: readonly PendingMessage[], message: Message): string | undefined {
  const isEcho = ({ text, status }: PendingMessage) => text === message.text && status !== 'queued';
  return message.author === 'visitor' ? pending.find(isEcho)?.key : undefined;
}

/** The new thread becomes the conversation's, with what waits in it, and the screen follows. */
function begun(state: Ready, { conversation, message, client_id }: ChatEvent & { type: 'started' }): Ready {
  const { pending, draft } = threadOf(state, NEW_THREAD);
  const { screen } = state;
  // A repeated start may find a conversation that has gone on since.
  const isWhole = conversation.last_message?.id === message.id;
  const thread: Thread = { ...threadOf(state, conversation.id), pending, draft, history: isWhole ? 'ready' : 'unread' };
  const threads = { ...state.threads, [conversation.id]: withMessage(thread, message, client_id) };
  threads[NEW_THREAD] = EMPTY_THREAD;
  return {
    ...state,
    threads,
    screen: screen.name === 'thread' && !screen.thread ? { name: 'thread', thread: conversation.id } : screen,
  };
}
