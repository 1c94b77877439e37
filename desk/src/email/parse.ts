import { answerAddress } from './addresses.js';
import { readAttachments } from './attachments.js';
import { originOf } from './automatic.js';
import { MailLimitError, type MailParts, type MailText, parseBounded } from './bounded-parser.js';
import { messageIdIn, readDeliveryReport } from './delivery-report.js';
import { type EmailFaultCode, emailFault } from './errors.js';
import { type HeaderFacts, headerBlock, readHeaders } from './headers.js';
import { htmlToText } from './html-text.js';
import { HTML_CHARS, MAIL_TEXT_CHARS } from './limits.js';
import { cutText, plainText } from './plain.js';
import { splitQuotes } from './quotes.js';
import type { DeliveryReport, EmailAttachment, IncomingEmail } from './types.js';

/** As much of the plain half as is looked at: line ends shrink. */
const PLAIN_CHARS = 2 * MAIL_TEXT_CHARS;

/** What the parts of a mail hold. */
interface Content {
  readonly whole: string;
  readonly attachments: readonly EmailAttachment[];
  readonly faults: readonly EmailFaultCode[];
}

/**
 * Reads a raw mail. It never throws for anything that a mail says: what can't be read or kept is told in `faults`, and
 * the headers are read even when the parts are not, so that there is always something to make a ticket of. Store the raw
 * mail first: it is the only thing that has everything.
 *
 * @param raw the mail as it came, with its headers; any line ends, any charset
 * @param envelopeFrom the reverse path as SMTP or the inbound service tells it, `''` for the null sender; without it
 *   `Return-Path` is read
 */
export async function parseEmail(raw: Uint8Array, envelopeFrom: string | null = null): Promise<IncomingEmail> {
  const { block, cut } = headerBlock(raw);
  const facts = await readHeaders(block);
  const content: Content = cut ? nothing('headers_too_large') : await readContent(raw);
  const report = readDeliveryReport(content.attachments);
  const reversePath = envelopeFrom ?? returnPath(facts);
  const origin = originOf({
    headers: facts.headers,
    from: facts.from,
    answered: answerAddress(facts),
    subject: facts.subject,
    envelopeFrom: reversePath,
    hasReport: report !== null,
  });
  return {
    ...facts,
    ...splitQuotes(content.whole, facts.subject),
    ...origin,
    hasNullSender: reversePath === '',
    attachments: content.attachments,
    report: origin.origin === 'bounce' ? (report ?? plainReport(facts, content.whole)) : null,
    faults: content.faults.map(emailFault),
  };
}

const nothing = (fault: EmailFaultCode): Content => ({ whole: '', attachments: [], faults: [fault] });

/** `''` for the null sender, which programs write as `<>`. */
function returnPath({ headers }: HeaderFacts): string | null {
  const value = headers.find(({ name }) => name === 'return-path')?.value;
  return value === undefined ? null : value.replace(/[<>\s]/g, '');
}

/** For servers that report in words. */
function plainReport({ headers }: HeaderFacts, text: string): DeliveryReport {
  const failed = headers.find(({ name }) => name === 'x-failed-recipients')?.value ?? '';
  const recipients = failed.split(',').flatMap((address) => address.trim() || []);
  return { outcome: 'failed', status: null, recipients, originalMessageId: messageIdIn(text) };
}

async function readContent(raw: Uint8Array): Promise<Content> {
  try {
    return contentOf(await parseBounded(raw));
  } catch (error) {
    return nothing(error instanceof MailLimitError ? error.limit : 'unreadable');
  }
}

function contentOf(parts: MailParts): Content {
  const { attachments, dropped } = readAttachments(parts.attachments);
  const { text, cut, longer } = readableText(parts.texts);
  const faults = new Set<EmailFaultCode>();
  if (cut) faults.add('html_cut');
  if (text.length > MAIL_TEXT_CHARS || longer) faults.add('text_cut');
  if (dropped) faults.add('attachments_dropped');
  if (attachments.some(({ type, name }) => /\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(name))) {
    faults.add('winmail');
  }
  return { whole: cutText(text, MAIL_TEXT_CHARS), attachments, faults: [...faults] };
}

/** What was read of a text, and whether that ends before it does. */
interface Readable {
  readonly text: string;
  readonly cut: boolean;
  readonly longer: boolean;
}

function readableText(texts: readonly MailText[]): Readable {
  const read: Readable[] = [];
  let left = HTML_CHARS;
  for (const text of texts) {
    read.push(readableHalf(text, left));
    left = Math.max(0, left - text.html.length);
  }
  return {
    text: read.map(({ text }) => text).join('\n'),
    cut: read.some(({ cut }) => cut),
    longer: read.some(({ longer }) => longer),
  };
}

/**
 * The HTML's text when there is HTML: it is what the writer saw, its quotes are marked, and the plain half is often an
 * empty or shortened stand-in. The plain half where that gives nothing, or not all.
 */
function readableHalf({ plain: given, html }: MailText, htmlChars: number): Readable {
  const plain = plainText(cutText(given, PLAIN_CHARS));
  const longer = given.length > PLAIN_CHARS;
  if (html === '') return { text: plain, cut: false, longer };
  const { text, cut } = htmlToText(html, htmlChars);
  if (text.trim() === '' || (cut && plain.length > text.length)) return { text: plain, cut, longer };
  return { text: plainText(text), cut, longer: false };
}
