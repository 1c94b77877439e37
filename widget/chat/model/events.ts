import type { Conversation, ErrorCode, Message } from '../../../src/protocol/index.js';
import type { PendingMessage, Screen, Thread, TicketDraft, Visitor } from './state.js';

/** Everything that can happen to a chat: what was answered, what arrived, what the visitor did. */
export type ChatEvent =
  | { readonly type: 'failed'; readonly code: ErrorCode }
  | { readonly type: 'listed'; readonly person: Visitor; readonly conversations: readonly Conversation[] }
  /** Events were lost: what was read before is out of date. */
  | { readonly type: 'gap' }
  | { readonly type: 'conversation'; readonly conversation: Conversation }
  | { readonly type: 'shown'; readonly screen: Screen }
  /** A step of the ticket form; nothing when its visitor has left it. */
  | { readonly type: 'form'; readonly thread: string; readonly form: TicketDraft }
  | ThreadEvent;

/** What happens to the messages of a thread. */
export type ThreadEvent =
  | {
      readonly type: 'thread';
      readonly thread: string;
      readonly change: Partial<Pick<Thread, 'draft' | 'history'>>;
    }
  | { readonly type: 'history'; readonly thread: string; readonly messages: readonly Message[] }
  /** A message came; with `client_id` as the answer to its sending. */
  | { readonly type: 'message'; readonly message: Message; readonly client_id?: string }
  | { readonly type: 'submitted'; readonly thread: string; readonly message: PendingMessage }
  /** Of one pending message, or of all in the thread. */
  | {
      readonly type: 'status';
      readonly thread: string;
      readonly client_id?: string;
      readonly status: PendingMessage['status'];
    }
  /** The new thread's first message began a conversation. */
  | {
      readonly type: 'started';
      readonly client_id: string;
      readonly conversation: Conversation;
      readonly message: Message;
    }
  /** What failed goes back to where it was written. */
  | { readonly type: 'withdrawn'; readonly thread: string };
