import type { ConvotError, Message, Session, Trust } from '../protocol/index.js';
import type { Settlement } from './outbox.js';

/** What a page may listen to with `on`. */
export interface ClientEvents {
  /** The outbox is open. */
  ready: undefined;
  /** The desk named the visitor. */
  identified: { readonly handle: string; readonly trust: Trust };
  /** A patch was stored; keys that were not are named. */
  applied: Settlement;
  /** A patch, or a whole claim, was refused for good. */
  refused: Settlement;
  /** Patches waited longer than seven days. */
  expired: { readonly count: number };
  /** Patches ended with their person: `reset()`, a logout, another login. */
  discarded: { readonly count: number };
  /** How many messages of an agent wait. */
  unread: number;
  /** An agent's message arrived while the chat is open. */
  message: Message;
  open: undefined;
  close: undefined;
  /** The launcher is wanted, */
  show: undefined;
  /** or not. */
  hide: undefined;
  /** Something failed that the page may want to know; the client goes on. */
  error: ConvotError;
}

/** What the client's own parts tell each other besides. */
export interface InternalEvents extends ClientEvents {
  /** Whom the chat may show from now on. */
  session: Session | null;
}
