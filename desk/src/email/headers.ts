import PostalMime, { decodeWords } from 'postal-mime';
import { readMailboxes } from './addresses.js';
import { MAIL_HEADER_BYTES, MAIL_SUBJECT_CHARS } from './limits.js';
import { plainLine } from './plain.js';
import { readMessageIds } from './threading.js';
import type { HeaderField, IncomingEmail } from './types.js';

const LF = 0x0a;
const CR = 0x0d;

/** Of an encoded subject: one character takes up to nine. */
const SUBJECT_HEADER_CHARS = 20 * MAIL_SUBJECT_CHARS;

/** What the topmost headers say, each from its first occurrence, as mail programs read them. */
export type HeaderFacts = Pick<
  IncomingEmail,
  'messageId' | 'inReplyTo' | 'references' | 'from' | 'replyTo' | 'to' | 'cc' | 'subject' | 'sentAt' | 'headers'
>;

/** The part of a raw mail before its first empty line, cut at the end of a line when it passes the limit. */
export function headerBlock(raw: Uint8Array): { block: Uint8Array; cut: boolean } {
  let lineStart = 0;
  while (lineStart < raw.length) {
    const lf = raw.indexOf(LF, lineStart);
    const lineEnd = lf === -1 ? raw.length : lf + 1;
    if (isEmptyLine(raw, lineStart, lineEnd)) break;
    if (lineEnd > MAIL_HEADER_BYTES) return { block: raw.subarray(0, lineStart), cut: true };
    lineStart = lineEnd;
  }
  return { block: raw.subarray(0, lineStart), cut: false };
}

function isEmptyLine(raw: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (raw[at] !== CR && raw[at] !== LF) return false;
  return true;
}

/** Reads a header block. Bytes that are no UTF-8 are what old programs send unencoded: windows-1252. */
export async function readHeaders(block: Uint8Array): Promise<HeaderFacts> {
  const { headers } = await PostalMime.parse(decodeBytes(block), { maxHeadersSize: 4 * MAIL_HEADER_BYTES });
  const fields: HeaderField[] = headers.map(({ key, value }) => ({ name: key, value }));
  const first = (name: string) => fields.find((field) => field.name === name)?.value ?? '';
  const references = readMessageIds(first('references'));
  return {
    messageId: readMessageIds(first('message-id'))[0] ?? null,
    inReplyTo: readMessageIds(first('in-reply-to')),
    references,
    from: readMailboxes(first('from'))[0] ?? null,
    replyTo: readMailboxes(first('reply-to')),
    to: readMailboxes(first('to')),
    cc: readMailboxes(first('cc')),
    subject: plainLine(decodeWords(first('subject').slice(0, SUBJECT_HEADER_CHARS)), MAIL_SUBJECT_CHARS),
    sentAt: readDate(first('date')),
    headers: fields,
  };
}

function decodeBytes(block: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(block);
  } catch {
    return new TextDecoder('windows-1252').decode(block);
  }
}

/** An RFC 5322 date; comments in it are what JavaScript's reader allows too. */
function readDate(value: string): Date | null {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
