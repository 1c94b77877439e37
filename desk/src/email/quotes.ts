import {
  FORWARD_SUBJECT,
  FORWARDED,
  HEADER_FROM,
  HEADER_SENT,
  HEADER_SUBJECT,
  HEADER_TO,
  ORIGINAL,
  SENT_FROM,
  WROTE,
} from './quote-marks.js';
import { tidyText } from './text-lines.js';

/** A mail's text in its parts; together they are the whole. */
export interface SplitText {
  readonly text: string;
  readonly quoted: string;
  readonly signature: string;
}

/** Lines that one introduction of a quote may be wrapped into, and characters of it. */
const INTRODUCTION_LINES = 4;
const INTRODUCTION_CHARS = 400;

/** Lines within which Outlook's header is looked for. */
const HEADER_LINES = 8;

/** A signature longer than this is text. */
const SIGNATURE_LINES = 15;

const isQuoted = (line: string) => line.startsWith('>');
const isBlank = (line: string) => line.trim() === '';

/**
 * Parts what is new in a mail from the mail that it answers and from the signature. It rather keeps too much than hides
 * what somebody wrote: answers between quoted lines keep the quotes around them, a forwarded mail is the sender's text,
 * and a mail that would have no text of its own keeps all.
 */
export function splitQuotes(whole: string, subject = ''): SplitText {
  const lines = tidyText(whole).split('\n');
  const forwarded = FORWARD_SUBJECT.test(subject) || lines.some((line) => FORWARDED.test(line));
  const { text, quoted, below } = forwarded ? { text: lines, quoted: [], below: [] } : parted(lines);
  const { body, signature } = withoutSignature(text);
  return { text: join(body), quoted: join(quoted), signature: join([...signature, ...below]) };
}

type Lines = readonly string[];

const join = (lines: Lines) => tidyText(lines.join('\n'));

/** `below` is a signature under the quote. */
function parted(lines: Lines): { text: Lines; quoted: Lines; below: Lines } {
  const trailing = trailingQuote(lines);
  const original = startOfOriginal(lines);
  const cut = Math.min(original, trailing.start);
  if (cut < lines.length && !lines.slice(0, cut).every(isBlank)) {
    const end = cut === trailing.start ? trailing.end : lines.length;
    return { text: lines.slice(0, cut), quoted: lines.slice(cut, end), below: lines.slice(end) };
  }
  const end = endOfLeadingQuote(lines);
  return { text: lines.slice(end), quoted: lines.slice(0, end), below: [] };
}

/** Where a mail is repeated as it was: after dashes, below Outlook's header, or after "On … wrote:" without `>`. */
function startOfOriginal(lines: Lines): number {
  for (const [at, line] of lines.entries()) {
    if (isQuoted(line)) continue;
    const begins = ORIGINAL.test(line) || isOutlookHeader(lines, at) || introductionEnd(lines, at) !== null;
    if (!begins) continue;
    const after = introductionEnd(lines, at) ?? at + 1;
    // Above a quote with `>` the other rule decides, which knows of answers between its lines.
    if (isQuoted(lines[firstText(lines, after)] ?? '')) continue;
    return isRule(lines[at - 1]) ? at - 1 : at;
  }
  return lines.length;
}

const isRule = (line: string | undefined): boolean => line !== undefined && /^\s*[_-]{5,}\s*$/.test(line);

function isOutlookHeader(lines: Lines, at: number): boolean {
  if (!HEADER_FROM.test(lines[at] ?? '')) return false;
  const below = lines.slice(at + 1, at + HEADER_LINES);
  return [HEADER_SENT, HEADER_TO, HEADER_SUBJECT].every((field) => below.some((line) => field.test(line)));
}

/** The line after a known introduction that begins at `at`; `null` when none does. */
function introductionEnd(lines: Lines, at: number): number | null {
  const first = lines[at] ?? '';
  const known = WROTE.filter(({ begins }) => begins.test(first));
  if (known.length === 0) return null;
  let said = '';
  for (let end = at; end < at + INTRODUCTION_LINES && end < lines.length; end++) {
    const line = lines[end] ?? '';
    said = `${said} ${line.trim()}`.trim();
    if (isBlank(line) || isQuoted(line) || said.length > INTRODUCTION_CHARS) return null;
    if (known.some(({ says }) => says.test(said))) return end + 1;
  }
  return null;
}

/** The `>` lines at the end, with what introduces them, up to a signature below. Empty when there are none. */
function trailingQuote(lines: Lines): { start: number; end: number } {
  const signature = signatureStart(lines);
  const end = isQuoted(lines[lastText(lines, signature)] ?? '') ? signature : lines.length;
  if (!isQuoted(lines[lastText(lines, end)] ?? '')) return { start: lines.length, end: lines.length };
  let at = end;
  while (at > 0 && (isQuoted(lines[at - 1] ?? '') || isBlank(lines[at - 1] ?? ''))) at--;
  return { start: startOfIntroduction(lines, at), end };
}

function firstText(lines: Lines, start: number): number {
  let at = start;
  while (at < lines.length && isBlank(lines[at] ?? '')) at++;
  return at;
}

function lastText(lines: Lines, end: number): number {
  let at = end - 1;
  while (at > 0 && isBlank(lines[at] ?? '')) at--;
  return at;
}

/** In any language: up to four lines right above a quote, the last with a colon at its end, that name a time or address. */
function startOfIntroduction(lines: Lines, quote: number): number {
  if (ORIGINAL.test(lines[quote - 1] ?? '')) return quote - 1;
  if (!/[:：]\s*$/.test(lines[quote - 1] ?? '')) return quote;
  for (let at = quote - 1; at >= 0 && at >= quote - INTRODUCTION_LINES; at--) {
    if (introductionEnd(lines, at) === quote) return at;
  }
  let start = quote - 1;
  while (start > 0 && start > quote - 2 && !isBlank(lines[start - 1] ?? '') && !hasTimeOrAddress(lines[start] ?? ''))
    start--;
  return hasTimeOrAddress(lines.slice(start, quote).join(' ')) ? start : quote;
}

const hasTimeOrAddress = (text: string): boolean => /\d{1,2}[:.h]\d{2}|\b\d{4}\b|\S@\S/.test(text);

/** For those who write below: where the quote at the top ends, when nothing else is quoted. */
function endOfLeadingQuote(lines: Lines): number {
  const at = firstText(lines, 0);
  const introduced = introductionEnd(lines, at) ?? (/[:：]\s*$/.test(lines[at] ?? '') ? at + 1 : at);
  let end = introduced;
  while (end < lines.length && (isQuoted(lines[end] ?? '') || isBlank(lines[end] ?? ''))) end++;
  const rest = lines.slice(end);
  const hasQuote = lines.slice(introduced, end).some(isQuoted);
  return hasQuote && !rest.every(isBlank) && !rest.some(isQuoted) ? end : 0;
}

function withoutSignature(lines: Lines): { body: Lines; signature: Lines } {
  const start = signatureStart(lines);
  if (start === lines.length || lines.slice(0, start).every(isBlank)) return { body: lines, signature: [] };
  return { body: lines.slice(0, start), signature: lines.slice(start) };
}

/** Where the signature begins: at its dashes, or at a phone's last line; the number of lines when there is none. */
function signatureStart(lines: Lines): number {
  for (let at = lines.length - 1; at >= Math.max(0, lines.length - 1 - SIGNATURE_LINES); at--) {
    if (/^-- ?$/.test(lines[at] ?? '')) return at;
  }
  const last = lastText(lines, lines.length);
  return SENT_FROM.test(lines[last] ?? '') ? last : lines.length;
}
