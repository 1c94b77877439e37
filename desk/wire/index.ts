import type { Author, CustomerContext, Message, Ticket, TicketStatus, Trust } from 'convot/protocol';
import type { AnalysisState, AssistStatus } from './assist.js';
import type { ConversationEmail, MessageEmail } from './emails.js';
import type { LookupRunState, LookupStatus } from './lookups.js';
import type { TicketChannel } from './tickets.js';

/**
 * Types of the agent's API, for both sides of it. Every path is under `/api`; the better-auth session cookie
 * says who asks. Errors have the protocol's `ErrorBody`. Nothing of `integrations` has a type here.
 */

export type Role = 'owner' | 'member';

/** `off`: hashes are ignored, every claim is unverified. `required`: an unverified claim reaches a provisional contact only. */
export type VerificationMode = 'off' | 'optional' | 'required';

/** `GET /api/me` */
export interface Me {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly organisation: { readonly id: string; readonly name: string };
  readonly role: Role;
}

/** Whom a row or a header names: the best email and name that the contact has. */
export interface ContactLabel {
  readonly app_contact_id: string;
  readonly contact_id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly external_id: string | null;
  /** In a row of a conversation or ticket: how far its own visitor has proven to be this contact. */
  readonly trust: Trust;
}

/** `GET /api/conversations?before=<last_at>&filter=all|tickets`: `{ conversations }`, newest activity first, 50 a page. */
export interface ConversationRow {
  readonly id: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly contact: ContactLabel;
  readonly channel: TicketChannel;
  /** Its ticket is spam, by the receiving server's word. */
  readonly is_spam: boolean;
  readonly started_at: string;
  readonly last_at: string;
  /** The beginning of its text, 300 characters at most. */
  readonly last_message: { readonly author: Author; readonly text: string } | null;
  /** Visitor's messages that no agent has read. */
  readonly unread: number;
  readonly ticket: Ticket | null;
}

/**
 * `GET /api/conversations/:id`. `context` is that of the contact in the conversation's app. `history` are the
 * contact's other conversations in the app, newest first. `POST /api/conversations/:id/messages` takes a
 * `MessageDraft`, answers `Message`. `POST /api/conversations/:id/read` marks it read for agents.
 */
export interface ConversationPage {
  readonly conversation: ConversationRow;
  readonly messages: readonly Message[];
  /** With `channel` `email`: how answers leave. */
  readonly email: ConversationEmail | null;
  /** What messages that came or left by email have besides their text. */
  readonly emails: readonly MessageEmail[];
  readonly context: CustomerContext;
  readonly history: readonly ConversationRow[];
}

/** `GET /api/tickets?before=<number>&status=`: `{ tickets }`, newest first, 50 a page. `PATCH /api/tickets/:id` takes `{ status }`. */
export interface TicketRow extends Ticket {
  readonly conversation_id: string;
  readonly channel: TicketChannel;
  readonly is_spam: boolean;
  readonly app: { readonly id: string; readonly name: string };
  readonly contact: ContactLabel;
}

export type { Ticket, TicketStatus };

/** `GET /api/contacts?q=&after=<cursor>`: `{ contacts, next }`, last seen first, 50 a page. `q` matches email, name and external id. */
export interface ContactRow {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly external_id: string | null;
  readonly trust: Trust;
  readonly provisional: boolean;
  readonly last_seen_at: string;
  readonly apps: readonly { readonly id: string; readonly name: string }[];
}

/** `GET /api/contacts/:id`: one block per app. */
export interface ContactProfile {
  readonly contact: ContactRow;
  readonly apps: readonly {
    readonly app: { readonly id: string; readonly name: string };
    readonly app_contact_id: string;
    readonly first_seen_at: string;
    readonly last_seen_at: string;
    readonly context: CustomerContext;
    readonly conversations: readonly ConversationRow[];
  }[];
}

/**
 * `GET /api/apps`: `{ apps }`. `POST /api/apps` takes `{ name }` (owner). `PATCH /api/apps/:id` takes any of
 * `name`, `verification`, `identity_endpoint`, `own_namespace` (owner).
 */
export interface App {
  readonly id: string;
  readonly name: string;
  readonly verification: VerificationMode;
  readonly identity_endpoint: string | null;
  /** Keeps this app's external ids apart from those of the organisation's other apps. */
  readonly own_namespace: boolean;
  readonly created_at: string;
}

/** Which of an app's secrets. With `email_secret` an inbound-mail service may post mails. */
export type SecretKind = 'identity_key' | 'verification_secret' | 'email_secret';

/**
 * `POST /api/apps/:id/secrets/reveal` (owner; each look is in the audit log): `{ secrets }`, current first.
 * `POST /api/apps/:id/secrets/:kind/rotate` makes a new current one and keeps the former live;
 * `DELETE /api/apps/:id/secrets/:kind/previous` ends the former. Both answer `{ secrets }`.
 */
export interface AppSecret {
  readonly kind: SecretKind;
  /** For an identity key also its `kid`. */
  readonly id: string;
  readonly state: 'current' | 'previous';
  /** Hex: 32 characters for an identity key, 64 for the others. */
  readonly value: string;
  readonly created_at: string;
}

/** `GET /api/stream`: server-sent events with `id:` and `Last-Event-ID`. Rows carry what a list shows; pages are read again. */
export type AgentEvent =
  | { readonly type: 'message'; readonly message: Message; readonly conversation: ConversationRow }
  | { readonly type: 'conversation'; readonly conversation: ConversationRow }
  | { readonly type: 'ticket'; readonly ticket: TicketRow }
  /** Facts of the contact changed. */
  | { readonly type: 'context'; readonly app_contact_id: string; readonly contact_id: string }
  /** A lookup of the ticket began or ended: its page is read again. `status` with `finished`. */
  | {
      readonly type: 'lookup';
      readonly ticket_id: string;
      readonly conversation_id: string;
      readonly state: LookupRunState;
      readonly status: LookupStatus | null;
    }
  /** An analysis of the ticket began or ended: it is read again. `status` with `finished`. */
  | {
      readonly type: 'analysis';
      readonly ticket_id: string;
      readonly conversation_id: string;
      readonly state: AnalysisState;
      readonly status: AssistStatus | null;
    }
  /** A mail's details or delivery changed: the conversation's page is read again. */
  | { readonly type: 'email'; readonly conversation_id: string }
  | { readonly type: 'gap' };
