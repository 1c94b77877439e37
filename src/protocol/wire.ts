import type { Claim } from './person.js';
import type { Trust } from './trust.js';
import type { Patch, Refusal } from './values.js';

/**
 * What a browser and a desk say to each other. Bodies are JSON; the session credential travels in
 * `Authorization: Bearer`, never in a URL. {@link VISITOR_ROUTES} is the one table of paths.
 */

/** `GET settings`: what any page may know of an app; cacheable. */
export interface AppSettings {
  readonly name: string;
  /** Where the page asks for its identity token; `null` when the app has none. A path means the page's own origin. */
  readonly identity_endpoint: string | null;
}

/** `POST sessions`. Without `claim` and `identity` it opens a guest's session. */
export interface OpenRequest {
  readonly claim?: Claim | undefined;
  /** An identity token, as the customer's endpoint returned it. */
  readonly identity?: string | undefined;
  /** The credential that this browser held before: the same person goes on with it, anybody else's is ignored. */
  readonly resume?: string | undefined;
  /**
   * The credential of this browser's guest. When this open ends verified, the guest's conversations follow and
   * the guest's session ends; otherwise it is ignored.
   */
  readonly guest?: string | undefined;
}

/** What opened a session. `{ identity: null }` ends those of a token alone. */
export type SessionOrigin = 'guest' | 'claim' | 'token';

/** An open session, as the desk answers it. */
export interface Session {
  /** Opaque and secret. */
  readonly credential: string;
  /** The desk's opaque name of the person in this app. Clients compare handles, nothing else. */
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
  /** When to ask for a fresh proof, in seconds from the answer; at most 2,147,483, what a timer can hold. */
  readonly renew_after_s: number;
  /** What this session may know of its own person: what it supplied, or what its proof showed. */
  readonly person: { readonly email: string | null; readonly name: string | null };
  /** Messages of an agent that this session has not read. */
  readonly unread: number;
}

/** One queued patch on its way. */
export interface PushEntry {
  /** Its place in the lane, from 1. */
  readonly seq: number;
  readonly custom_data: Patch;
}

/** `POST patches`: the lane's oldest unacknowledged entries, without a gap (Law 3). */
export interface PushRequest {
  /** Made by the browser: 16 to 64 letters, digits, `_` or `-`. */
  readonly lane: string;
  /** The trust under which the entries were accepted; never above the session's. */
  readonly trust: Trust;
  readonly entries: readonly PushEntry[];
}

/** What became of one entry. A duplicate gets its first answer again. */
export interface PushResult {
  readonly seq: number;
  /** `refused` when no key of it was acceptable. */
  readonly status: 'applied' | 'refused';
  readonly refused: readonly Refusal[];
}

export interface PushAnswer {
  readonly results: readonly PushResult[];
}

/** Who wrote a message. */
export type Author = 'visitor' | 'agent' | 'system';

export interface Message {
  readonly id: string;
  readonly conversation_id: string;
  readonly author: Author;
  /** An agent's name for the visitor to read; `null` for the visitor's own and the system's. */
  readonly author_name: string | null;
  /** Plain text. For `system` a code of the locale table, as `ticket_created`. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly sent_at: string;
}

/** A conversation as its visitor sees it. */
export interface Conversation {
  readonly id: string;
  readonly started_at: string;
  readonly last_message: Message | null;
  readonly unread: number;
  readonly ticket: Ticket | null;
}

/** A ticket as its visitor sees it. */
export interface Ticket {
  readonly id: string;
  readonly number: number;
  readonly subject: string;
  readonly status: TicketStatus;
  readonly created_at: string;
}

export type TicketStatus = 'open' | 'pending' | 'solved' | 'closed';

/** A message to send. Sending the same `client_id` again returns the first one's message. */
export interface MessageDraft {
  /** Made by the browser: 16 to 64 letters, digits, `_` or `-`. */
  readonly client_id: string;
  readonly text: string;
}

/** `POST conversations`: answers {@link StartAnswer}. */
export interface StartRequest {
  readonly message: MessageDraft;
}

export interface StartAnswer {
  readonly conversation: Conversation;
  readonly message: Message;
}

/** `POST conversations/:id/ticket`. A second call returns the first one's ticket. */
export interface TicketForm {
  readonly subject: string;
  /** Asked for only when the session's person has none. Proves nothing. */
  readonly email?: string;
}

/**
 * `GET stream`: server-sent events of what this session may see. `id:` is the place to resume from with
 * `Last-Event-ID`; `gap` says that events between are gone: read the conversations again.
 */
export type StreamEvent =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'conversation'; readonly conversation: Conversation }
  | { readonly type: 'gap' }
  | { readonly type: 'session_ended' };

/** Paths of the visitor's half of the desk, under the desk's origin: what every page calls. The chat's: `CHAT_ROUTES`. */
export const VISITOR_ROUTES = {
  app: (app: string, what: 'settings' | 'sessions') => `/v1/apps/${app}/${what}`,
  session: '/v1/session',
  patches: '/v1/patches',
  unread: '/v1/unread',
} as const;
