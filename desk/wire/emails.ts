/**
 * Email of the desk: an app's settings, what was received, and what became of the mails of a conversation. Texts of the
 * codes stand in `desk/web/locales/email-en.ts`.
 */

/** How a mail reached the desk: posted by an inbound-mail service, or over SMTP. */
export type EmailVia = 'post' | 'smtp';

/**
 * What became of a mail that came in. `ticket`: it opened one. `message`: it joined a conversation. `bounce`: it reports
 * on an answer of ours. `duplicate`: it was here before. `ignored`: nothing follows from it; `reason` says why.
 */
export type EmailInState = 'waiting' | 'ticket' | 'message' | 'bounce' | 'duplicate' | 'ignored' | 'failed';

/** Says more than the state. */
export type EmailInReason =
  /** With `ticket`: the receiving server calls it spam. */
  | 'spam'
  /** With `ignored`: a mail of ours that came back, by a loop or an alias. */
  | 'own_mail'
  /** With `ignored`: a bounce of a mail that the desk did not send. */
  | 'unknown_bounce'
  /** With `failed`: every attempt to read it failed. The bytes are kept, and it can be tried again. */
  | 'internal';

/**
 * Who or what wrote a mail, by its own word: `bounce` reports on a mail of ours, `auto_reply` is an out-of-office note
 * or another program's answer, `bulk` a newsletter or list, `person` everything else.
 */
export type EmailOrigin = 'person' | 'auto_reply' | 'bounce' | 'bulk';

/**
 * Where an answer is. `sending`: it is being handed over at this moment. `unknown`: the connection or the desk broke after
 * that began, so it may have left; it is never sent again by itself.
 */
export type EmailOutState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown';

/** Why an answer is not out. */
export type EmailOutCode =
  /** The desk has no SMTP_URL. */
  | 'no_server'
  /** The customer's mail had no address to answer to. */
  | 'no_address'
  /** The app has no inbox to send from. */
  | 'no_inbox'
  | 'server_unreachable'
  | 'server_timeout'
  | 'server_refused'
  | 'tls_failed'
  | 'login_refused'
  | 'try_later'
  | 'sender_refused'
  | 'recipient_refused'
  | 'mail_refused'
  /** It left, and another server reported that it could not be delivered. */
  | 'bounced'
  /** The connection broke after the mail was handed over and before the server said that it has it. */
  | 'outcome_unknown'
  /** A fault of the desk. */
  | 'internal';

/** An attachment. `GET /api/attachments/:id` answers its bytes, as a download. */
export interface MessageAttachment {
  readonly id: string;
  /** Safe as a file name on every system. */
  readonly name: string;
  /** The sender's word. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** It stood in the text, as a pasted picture does. */
  readonly inline: boolean;
}

/** What a message that came by email has besides its text. `GET /api/emails/:id/raw` answers the mail as it came. */
export interface MessageEmailIn {
  readonly direction: 'in';
  readonly message_id: string;
  readonly id: string;
  /** Whether the trusted receiver confirms its author. */
  readonly confirmed: boolean;
  /** Why not. */
  readonly unconfirmed_reason: string | null;
  readonly from: string | null;
  readonly origin: EmailOrigin;
  /** Earlier mails that it repeats. */
  readonly quoted: string;
  readonly signature: string;
  readonly attachments: readonly MessageAttachment[];
  /** Codes of what could not be read of it. */
  readonly faults: readonly string[];
}

/** Where an agent's answer is. `POST /api/messages/:id/resend` sends one that `failed`, or is `unknown`, again. */
export interface MessageEmailOut {
  readonly direction: 'out';
  readonly message_id: string;
  readonly state: EmailOutState;
  readonly code: EmailOutCode | null;
  /** The server's reply code, or a bounce's status. */
  readonly status: string | null;
  readonly to: string;
}

export type MessageEmail = MessageEmailIn | MessageEmailOut;

/** How answers of a conversation leave. */
export interface ConversationEmail {
  readonly inbox: string;
  /** `null`: its first mail had none. */
  readonly to: string | null;
  /** Whether the desk has a server that takes mail. */
  readonly can_send: boolean;
}

/** What an owner sets of an app's email. */
export interface EmailSettings {
  readonly enabled: boolean;
  /** The addresses that mail for the app comes to; at most 20. */
  readonly inboxes: readonly string[];
  /** The name that customers see; `''`: the app's. */
  readonly display_name: string;
  /** Names of servers whose `Authentication-Results` are believed, as `mx.desk.example`; at most 10. */
  readonly trusted_receivers: readonly string[];
  /** Of `known_spam_headers`. */
  readonly spam_headers: readonly string[];
}

/** What is wrong with a field of the settings; `value` is the entry that it is about. */
export interface EmailFieldFault {
  readonly field: keyof EmailSettings;
  readonly fault: 'missing' | 'not_an_address' | 'not_a_name' | 'not_a_choice' | 'taken' | 'too_many' | 'too_long';
  readonly value: string | null;
}

/** A mail that came in, for the owner. */
export interface ReceivedMail {
  readonly id: string;
  readonly at: string;
  readonly via: EmailVia;
  readonly inbox: string;
  readonly size: number;
  readonly state: EmailInState;
  readonly reason: EmailInReason | null;
  readonly from: string | null;
  readonly confirmed: boolean;
  readonly unconfirmed_reason: string | null;
  readonly conversation_id: string | null;
}

/** How the desk takes mail over SMTP. */
export interface EmailListenerState {
  readonly port: number;
  readonly host: string;
  readonly has_tls: boolean;
  /** Whether only named addresses may connect. */
  readonly is_limited: boolean;
}

/**
 * `GET /api/apps/:id/email` (owner). `PUT` takes any of {@link EmailSettings} and answers the same; wrong fields are a 400
 * `request_invalid` with {@link EmailFieldFault}s as `faults` beside `error`, and nothing is stored then.
 * `POST /api/emails/:id/retry` (owner) reads a `failed` mail again. The secret for posting mails is the app's
 * `email_secret`.
 */
export interface EmailSettingsPage extends EmailSettings {
  readonly known_spam_headers: readonly string[];
  /** Where an inbound-mail service posts. */
  readonly post_url: string;
  /** `null`: the desk takes no mail over SMTP. */
  readonly listener: EmailListenerState | null;
  /** The host of SMTP_URL; `null` without one: answers do not leave. */
  readonly outgoing: string | null;
  /** The last 20, newest first. */
  readonly received: readonly ReceivedMail[];
  readonly updated_at: string | null;
  readonly updated_by: string | null;
}
