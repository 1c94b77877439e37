import type { Author, PushResult, SessionOrigin, Ticket, Trust, Values } from '../../protocol/index.js';
import type { Streams } from './streams.js';

/** Everything that a memory desk holds. It lives as long as the page. */
export interface State {
  /** Custom data by handle. */
  readonly values: Map<string, Values>;
  /** By credential. An ended session is not in it. */
  readonly sessions: Map<string, StoredSession>;
  readonly lanes: Map<string, Lane>;
  readonly conversations: Map<string, StoredConversation>;
  readonly streams: Streams;
}

export interface StoredSession {
  readonly credential: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
  readonly person: { readonly email: string | null; readonly name: string | null };
}

/** One person's queue on one device: its answers are kept, so that a duplicate gets its first one again. */
export interface Lane {
  readonly handle: string;
  readonly trust: Trust;
  readonly answers: Map<number, PushResult>;
  last: number;
}

export interface StoredMessage {
  readonly id: string;
  /** The visitor's `client_id`; `null` for others' messages. */
  readonly clientId: string | null;
  readonly author: Author;
  readonly authorName: string | null;
  readonly text: string;
  readonly sentAt: string;
}

export interface StoredConversation {
  readonly id: string;
  readonly startedAt: string;
  handle: string;
  /** The session that alone sees it; `null` for every verified session of the person. */
  credential: string | null;
  readonly messages: StoredMessage[];
  /** How many of the messages the visitor has read. */
  read: number;
  ticket: Ticket | null;
}

/** 128 random bits in hex; unlike `randomUUID` also on pages without TLS. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
