import type { Author, Conversation, ErrorCode, Ticket } from '../../../src/protocol/index.js';
import type { Problem } from '../locales/en.js';

/**
 * Everything a chat shows, as one value. It always belongs to one person: when the person changes, the next
 * state is {@link WAITING}, and nothing is carried over.
 *
 * ```
 *              listed                    failed
 *   waiting ───────────▶ ready ◀─┐ listed, or failed (kept on screen, with its trouble)
 *      │ ▲                 └─────┘
 *      │ └── waiting ── failed
 *      └───── failed ─────▲
 * ```
 */
export type ChatState = Waiting | Failed | Ready;

/** Nobody is named yet, or the first answer is on its way. */
export interface Waiting {
  readonly name: 'waiting';
}

/** There is nothing to show, and why. */
export interface Failed {
  readonly name: 'failed';
  readonly code: ErrorCode;
}

export interface Ready {
  readonly name: 'ready';
  readonly person: Visitor;
  /** Newest activity first. */
  readonly conversations: readonly Conversation[];
  /** By conversation id, or {@link NEW_THREAD}. */
  readonly threads: Readonly<Record<string, Thread>>;
  readonly screen: Screen;
  /** Why what is shown may be out of date. */
  readonly trouble: ErrorCode | null;
}

/** What the session may know of its own person. */
export interface Visitor {
  readonly email: string | null;
  readonly name: string | null;
}

export type Screen =
  | { readonly name: 'list' }
  | { readonly name: 'thread'; readonly thread: string }
  | { readonly name: 'ticket'; readonly thread: string; readonly form: TicketDraft };

/** The key of the thread whose conversation begins with its first message. Never an id: those aren't empty. */
export const NEW_THREAD = '';

export interface Thread {
  readonly history: 'unread' | 'loading' | 'ready' | ErrorCode;
  /** Oldest first. */
  readonly messages: readonly ShownMessage[];
  /** Written here and not yet confirmed, in the order of writing. */
  readonly pending: readonly PendingMessage[];
  readonly draft: string;
}

/** What is drawn of a message, sent or not. */
interface Bubble {
  /** Stays the same when a pending message is confirmed, so that it is neither drawn nor announced twice. */
  readonly key: string;
  readonly author: Author;
  readonly author_name: string | null;
  readonly text: string;
  /** ISO 8601, UTC; by the visitor's clock until the desk has named the moment. */
  readonly sent_at: string;
  readonly status?: 'queued' | 'sending' | ErrorCode;
}

export interface ShownMessage extends Bubble {
  readonly id: string;
  readonly status?: never;
}

/** Its key is its `client_id`. */
export interface PendingMessage extends Bubble {
  readonly status: 'queued' | 'sending' | ErrorCode;
}

/** The ticket form. `email` is `null` when it is not asked for. */
export type TicketDraft =
  | {
      readonly step: 'editing' | 'sending';
      readonly subject: string;
      readonly email: string | null;
      readonly problem: Problem | null;
    }
  | { readonly step: 'done'; readonly ticket: Ticket };

export const WAITING: Waiting = { name: 'waiting' };

export const EMPTY_THREAD: Thread = { history: 'unread', messages: [], pending: [], draft: '' };

/** The thread of a key, empty when nothing is known of it. */
export function threadOf(state: Ready, key: string): Thread {
  return (Object.hasOwn(state.threads, key) && state.threads[key]) || EMPTY_THREAD;
}

/** The conversation of a key, when it has begun. */
export function conversationOf(state: Ready, key: string): Conversation | undefined {
  return state.conversations.find(({ id }) => id === key);
}

/** Messages of an agent that the person has not read. */
export function unreadOf(state: Ready): number {
  return state.conversations.reduce((sum, { unread }) => sum + unread, 0);
}
