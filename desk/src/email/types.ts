import type { EmailOrigin } from '../../wire/emails.js';
import type { EmailFault } from './errors.js';

export type { EmailOrigin };

/** An address as a mail writes it, with the name beside it, which may be empty. Both decoded, neither proven. */
export interface Mailbox {
  readonly address: string;
  readonly name: string;
}

/** One header field, unfolded: lower-case name, and the value as it came. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** An attachment of an incoming mail. The type is the sender's word: serve the bytes as a download only. */
export interface EmailAttachment {
  /** Safe as a file name on every system: no path, no control or direction characters, never empty. */
  readonly name: string;
  /** As `image/png`; `application/octet-stream` when the mail's own is no media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** By which the HTML names it, without brackets; `null` for most. */
  readonly contentId: string | null;
  /** Whether it stood in the text, as a pasted picture does. */
  readonly inline: boolean;
}

/** What became of a mail of ours, by a report that anybody can forge who knows that mail's id: match it by that alone. */
export interface DeliveryReport {
  /** Whether the mail will not arrive (`failed`), may still (`delayed`), or did (`delivered`). */
  readonly outcome: 'failed' | 'delayed' | 'delivered';
  /** RFC 3463, as `5.1.1`; `null` when the report has none. */
  readonly status: string | null;
  /** The addresses that it speaks of. */
  readonly recipients: readonly string[];
  /** The id of the mail that it speaks of, with brackets. */
  readonly originalMessageId: string | null;
}

/** A mail that came in. Whoever sent it chose every value: text and names are plain text, to be shown as such. */
export interface IncomingEmail {
  /** With brackets, `null` when it has none or an unusable one. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  /** Oldest first. */
  readonly references: readonly string[];
  /** Who it says it is from; only `senderTrust` says whether that is so. */
  readonly from: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** Decoded, on one line, perhaps empty. */
  readonly subject: string;
  /** By the sender's clock. */
  readonly sentAt: Date | null;
  /** What was newly written; when nothing seems new, the whole text. Lines end with `\n`. */
  readonly text: string;
  /** The earlier mails that it repeats, with the line that introduces them. */
  readonly quoted: string;
  /** What stood below the signature's dashes, or a phone's "Sent from …". */
  readonly signature: string;
  readonly attachments: readonly EmailAttachment[];
  readonly origin: EmailOrigin;
  /** `false` where an automatic answer could start a loop or bother a list. A person may always answer. */
  readonly mayAutoAnswer: boolean;
  /** Whether its reverse path is that of reports, as which no mail program sends. Whoever speaks SMTP can. */
  readonly hasNullSender: boolean;
  /** Set when `origin` is `bounce`. */
  readonly report: DeliveryReport | null;
  /** Every header field, topmost first. */
  readonly headers: readonly HeaderField[];
  /** What could not be read or kept, if anything. */
  readonly faults: readonly EmailFault[];
}

/** A mail as it was handed in, before anything of it is read. Store this first. */
export interface ReceivedEmail {
  readonly raw: Uint8Array;
  readonly envelope: {
    /** The reverse path; `''` for the null sender of bounces, `null` when the service that hands in doesn't tell. */
    readonly from: string | null;
    /** The recipients, each in its canonical spelling; over SMTP they were accepted by `hasInbox`. */
    readonly to: readonly string[];
  };
}
