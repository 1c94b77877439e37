import { LOOKUP_IDENTIFIER_CHARS } from 'convot/protocol';
import type { IdentifierShape, MailPart, PlainRule } from '../../wire/lookups.js';
import type { Mail, Sender } from './mail.js';
import { compilePattern } from './pattern.js';
import { IDENTIFIER_ALPHABET, isSendable } from './sanitise.js';
import { isPiece } from './whole.js';

/** An identifier, and which of the rules found it. */
export interface PlainFind {
  readonly identifier: string;
  readonly rule: number;
}

/** So much of a mail is read, in UTF-16 code units. */
const MAIL_CHARS = 50_000;
/** Between a label and its value. */
const GAP = /^(?:[ \t]*(?:[:#=*"'`<([>|–—-]|\bis\b:?|\bno\b\.?|\bnr\b\.?|\bnumber\b:?))*[ \t]*/i;
const RUN = new RegExp(`[${IDENTIFIER_ALPHABET}]+`, 'g');
const FIRST_RUN = new RegExp(`^[${IDENTIFIER_ALPHABET}]+`);

/**
 * Tries the rules in their order; the first that finds something decides. Takes time in proportion to the mail.
 *
 * @param judge - what will be sent of a find; `null`: the next rule has its turn. @defaultValue all of it
 */
export function readPlainly(
  rules: readonly PlainRule[],
  mail: Mail,
  sender: Sender,
  judge: (found: string) => string | null = (found) => found,
): PlainFind | null {
  const read = { subject: mail.subject.slice(0, MAIL_CHARS), body: mail.body.slice(0, MAIL_CHARS) };
  for (const [index, rule] of rules.entries()) {
    const found = applies(rule, read) ? find(rule, read, sender) : null;
    const identifier = found !== null && isSendable(found) ? judge(found) : null;
    if (identifier !== null) return { identifier, rule: index };
  }
  return null;
}

function applies({ when }: PlainRule, mail: Mail): boolean {
  return when === null || partsOf(when.in, mail).some((text) => labelIn(when.contains).test(text));
}

function find(rule: PlainRule, mail: Mail, sender: Sender): string | null {
  if (rule.from === 'sender_email') return sender.email;
  if (rule.from === 'sender_id') return sender.externalId;
  const fits = shapeTest(rule.shape);
  // The order of preference among prefixes holds for the whole mail.
  for (const prefix of rule.prefixes.length > 0 ? rule.prefixes : ['']) {
    for (const text of partsOf(rule.from, mail)) {
      const found = rule.after.length > 0 ? behindLabel(text, rule, prefix, fits) : anywhere(text, prefix, fits);
      if (found !== null) return found;
    }
  }
  return null;
}

function partsOf(part: MailPart, { subject, body }: Mail): string[] {
  if (part === 'subject') return [subject];
  return part === 'body' ? [body] : [subject, body];
}

type Fits = (value: string, prefix: string) => boolean;

function behindLabel(text: string, rule: PlainRule, prefix: string, fits: Fits): string | null {
  for (const label of rule.after) {
    const places = [...text.matchAll(labelIn(label))].map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
    }));
    // Where a line begins with the label, it is one; in a sentence it may be mentioned only.
    const isFirst = ({ start }: { start: number }) =>
      /(?:^|\n)[ \t>*-]*$/.test(text.slice(Math.max(0, start - 20), start));
    for (const place of [...places.filter(isFirst), ...places.filter((each) => !isFirst(each))]) {
      const value = valueAt(text, place.start, place.end);
      if (value === null || !startsWith(value.text, prefix) || !fits(value.text, prefix)) continue;
      if (rule.shape === null && prefix === '' && !value.isCertain && !/[\d@_]/.test(value.text)) continue;
      return value.text;
    }
  }
  return null;
}

/** What stands behind a label: on its line, or alone on the next line that isn't empty. */
function valueAt(text: string, start: number, end: number): { text: string; isCertain: boolean } | null {
  const line = text.slice(end, end + 600);
  const gap = GAP.exec(line)?.[0] ?? '';
  const rest = line.slice(gap.length);
  const isCertain = /[:#=]$/.test(text.slice(start, end)) || /[:#=]/.test(gap);
  const here = FIRST_RUN.exec(rest)?.[0];
  if (here !== undefined) return known(text, end + gap.length, here, isCertain);
  const below = /^(\s*\n\s*[*"'`<(]*)([^\s]+)[ \t]*(?:\n|$)/.exec(rest);
  const run = below && FIRST_RUN.exec(below[2] ?? '')?.[0];
  return run ? known(text, end + gap.length + (below[1] ?? '').length, run, isCertain) : null;
}

function known(text: string, at: number, run: string, isCertain: boolean): { text: string; isCertain: boolean } | null {
  const value = trimmed(run);
  const start = at + run.indexOf(value);
  return isUnusable(value) || isPiece(text, start, start + value.length) ? null : { text: value, isCertain };
}

/** Nothing, or more than an identifier can have: a blob that would be cut to a piece of itself. */
function isUnusable(text: string): boolean {
  return text === '' || text.length > LOOKUP_IDENTIFIER_CHARS;
}

function anywhere(text: string, prefix: string, fits: Fits): string | null {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    for (const { value, at } of valuesIn(run)) {
      if (!startsWith(value, prefix) || value.length <= prefix.length || !fits(value, prefix)) continue;
      if (!isPiece(text, index + at, index + at + value.length)) return value;
    }
  }
  return null;
}

/** A run of the alphabet, whole and from behind each of its colons: `ID:acct_1`, `mailto:ana@shop.example`. */
function valuesIn(run: string): { value: string; at: number }[] {
  const whole = trimmed(run);
  if (isUnusable(whole)) return [];
  const start = run.indexOf(whole);
  const parts = whole.split(':').slice(0, 5);
  return parts
    .map((_, index) => parts.slice(index).join(':'))
    .flatMap((value) => {
      const at = start + parts.join(':').length - value.length;
      return [
        { value, at },
        { value: value.split(':')[0] ?? '', at },
      ];
    })
    .filter(({ value }) => value !== '');
}

function startsWith(value: string, prefix: string): boolean {
  return value.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}

/** Without the sentence's own signs. */
function trimmed(run: string): string {
  return run.replace(/^[.:@-]+/, '').replace(/[.:@-]+$/, '');
}

/** A label as people type it: any case, any spaces, its colon forgotten. Not in the middle of a word. */
function labelIn(label: string): RegExp {
  const words = label
    .trim()
    .replace(/\s*:$/, '')
    .split(/[\s_-]+/);
  const typed = words.map((word) =>
    word.replace(/[^A-Za-z0-9]/g, (sign) => `\\s{0,3}\\u{${sign.codePointAt(0)?.toString(16)}}`),
  );
  const start = /^[A-Za-z0-9]/.test(words[0] ?? '') ? '(?<![A-Za-z0-9])' : '';
  return new RegExp(`${start}${typed.join('[\\s_\\-]{0,3}')}${endOf(label.trim())}`, 'giu');
}

function endOf(label: string): string {
  if (label.endsWith(':')) return '(?:\\s{0,3}:|(?=\\s))';
  return /[A-Za-z0-9]$/.test(label) ? '(?![A-Za-z_])' : '';
}

/** Tells whether a value, or what follows its prefix, has the shape. */
function shapeTest(shape: IdentifierShape | null): Fits {
  if (shape === null) return () => true;
  const form = FORMS[shape.kind](shape as never);
  return (value, prefix) => form(value) || (prefix !== '' && form(value.slice(prefix.length)));
}

type Form = (value: string) => boolean;

const FORMS: { readonly [K in IdentifierShape['kind']]: (shape: Extract<IdentifierShape, { kind: K }>) => Form } = {
  number: () => (value) => /^(?:[A-Za-z]{1,6}[-_]?)?\d[\dA-Za-z_-]*$/.test(value),
  digits:
    ({ min, max }) =>
    (value) =>
      /^\d+$/.test(value) && value.length >= min && value.length <= max,
  alphanumeric:
    ({ min, max }) =>
    (value) =>
      /^[A-Za-z\d]+$/.test(value) && value.length >= min && value.length <= max,
  email: () => (value) => /^[^@:]+@[^@:]+\.[^@:.]+$/.test(value),
  uuid: () => (value) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value),
  pattern: ({ source, ignoreCase }) => compilePattern(source, ignoreCase) ?? (() => false),
};
