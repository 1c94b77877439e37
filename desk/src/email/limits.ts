/** The largest mail that is taken in, in bytes as they arrive: what Gmail and Outlook send at most, with its base64. */
export const MAIL_BYTES = 36 * 1024 * 1024;

/** Headers of all parts of one mail, in bytes. A thousand recipients and ten signatures stay far below. */
export const MAIL_HEADER_BYTES = 512 * 1024;

/** Multiparts within multiparts. Clients nest four or five deep. */
export const MAIL_DEPTH = 50;

/** Parts of one mail. Each takes memory of its own, however small it is. */
export const MAIL_PARTS = 2_000;

/** Lines of one mail: the largest one in base64 has half a million. */
export const MAIL_LINES = 1_000_000;

/** Attachments that are kept of one mail; further ones are named in a fault and stay in the raw mail. */
export const MAIL_ATTACHMENTS = 100;

/** An attachment's name, in characters, its ending included. */
export const ATTACHMENT_NAME_CHARS = 120;

/** HTML of one mail that is read, in characters. Outlook writes about 5 per visible one. */
export const HTML_CHARS = 1_000_000;

/** Elements within elements. A thread of a hundred answers stays below. */
export const HTML_DEPTH = 1_000;

/** The text that is read from one mail, with its quotes, in characters. */
export const MAIL_TEXT_CHARS = 200_000;

/** A decoded subject, in characters. */
export const MAIL_SUBJECT_CHARS = 998;

/** Mailboxes that are read of one address header. */
export const MAILBOXES = 100;

/** Message ids that are read of one `References`, and written to one: the first and the latest. */
export const REFERENCES = 20;

/** RFC 5322 lines end at 998; an id longer than this is nobody's. */
export const MESSAGE_ID_CHARS = 500;

/** Recipients of one mail over SMTP; a sender splits longer lists by itself (RFC 5321, section 4.5.3.1.8). */
export const SMTP_RECIPIENTS = 100;

/** Earlier text that an answer repeats below itself, in characters. */
export const HISTORY_CHARS = 20_000;
