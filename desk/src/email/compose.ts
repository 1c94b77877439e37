import MailComposer from 'nodemailer/lib/mail-composer';
import { canonicalAddress } from './addresses.js';
import { EmailError } from './errors.js';
import { HISTORY_CHARS } from './limits.js';
import { cutText, plainLine, plainText } from './plain.js';
import { answerSubject } from './subject.js';
import { textToHtml } from './text-html.js';
import { readMessageIds } from './threading.js';
import type { IncomingEmail, Mailbox } from './types.js';

const NAME_CHARS = 100;

/** An agent's answer, or an automatic one, before it is a mail. */
export interface Answer {
  /** Of `newMessageId`, stored with the message before this is composed. */
  readonly messageId: string;
  /** The inbox's address, with the name that customers see. */
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly subject: string;
  /** Plain text; it becomes both halves of the mail. */
  readonly text: string;
  /** The mail that it answers; `null` begins a thread. */
  readonly answers: Pick<IncomingEmail, 'messageId' | 'references' | 'inReplyTo'> | null;
  /** The mail that it repeats below, with the line above it in the customer's language. */
  readonly history: { readonly introduction: string; readonly text: string } | null;
  /** Whether no person wrote it. Such a mail says so, that no program answers it. */
  readonly automatic: boolean;
  readonly at: Date;
}

/** A mail as it leaves: keep it until it is sent, and send the same bytes again when it must be tried again. */
export interface OutgoingEmail {
  readonly messageId: string;
  /** The addresses for SMTP; `from` is where bounces go. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Uint8Array;
}

/**
 * Makes the mail of an answer: plain text and the same as HTML, in the thread of the mail that it answers.
 *
 * No field can add a header or a recipient: line ends and controls are taken out of names and subjects, and an address
 * that isn't exactly one is refused.
 *
 * @throws EmailError `address_invalid`
 */
export async function composeAnswer(answer: Answer): Promise<OutgoingEmail> {
  const from = sendable(answer.from, 'sender');
  const to = sendable(answer.to, 'recipient');
  const { text, html } = body(answer);
  const [parent] = readMessageIds(answer.answers?.messageId ?? '');
  const composer = new MailComposer({
    from,
    to,
    subject: answer.answers ? answerSubject(answer.subject) : plainLine(answer.subject, 998),
    messageId: answer.messageId,
    date: answer.at,
    ...(parent !== undefined && { inReplyTo: parent, references: threadOf(parent, answer.answers) }),
    text,
    html,
    encoding: 'quoted-printable',
    newline: 'windows',
    headers: answer.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {},
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = new Uint8Array(await composer.compile().build());
  return { messageId: answer.messageId, envelope: { from: from.address, to: [to.address] }, raw };
}

function sendable({ address, name }: Mailbox, whose: 'sender' | 'recipient'): Mailbox {
  const canonical = canonicalAddress(address);
  if (canonical === null) {
    throw new EmailError(
      'address_invalid',
      `The ${whose}'s address is not one plain email address. Correct it and send again.`,
    );
  }
  // The local part keeps its case: the server that delivers it may care.
  const local = address.slice(0, address.lastIndexOf('@'));
  const domain = canonical.slice(canonical.lastIndexOf('@') + 1);
  return { address: `${local}@${domain}`, name: plainLine(name, NAME_CHARS) };
}

/** RFC 5322, section 3.6.4: the thread so far, then the mail that is answered. */
function threadOf(parent: string, answers: Answer['answers']): string[] {
  const { references = [], inReplyTo = [] } = answers ?? {};
  const before = references.length > 0 ? references : inReplyTo.slice(0, 1);
  return readMessageIds([...before.filter((id) => id !== parent), parent].join(' '));
}

function body({ text, history }: Answer): { text: string; html: string } {
  const own = plainText(text).trimEnd();
  if (history === null) return { text: `${own}\n`, html: textToHtml(own) };
  const introduction = plainLine(history.introduction, 300);
  const earlier = cutText(plainText(history.text), HISTORY_CHARS).trimEnd();
  const quoted = earlier.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()));
  return {
    text: `${own}\n\n${introduction}\n${quoted.join('\n')}\n`,
    html: `${textToHtml(own)}\n<div><br></div>\n${textToHtml(introduction)}\n<blockquote type="cite">\n${textToHtml(earlier)}\n</blockquote>`,
  };
}
