import type { InstructionReading, PlainRule } from '../../../wire/lookups.js';
import { compilePattern } from '../pattern.js';
import { cut, type Stretch } from './alternatives.js';
import { readWish, type Wish } from './conditions.js';
import { isAnchored } from './describe.js';
import { markWords, type Word } from './marks.js';
import type { Description } from './phrases.js';
import { isOfWhole, labelsOf, nameIn, unknownWords } from './vocabulary.js';

/** Longest instruction, in UTF-16 code units. */
export const INSTRUCTION_CHARS = 2_000;

type Clear = Extract<InstructionReading, { understood: true }>;
type Unclear = Extract<InstructionReading, { understood: false }>;

/** One way, as far as it has been described. */
interface Draft extends Wish {
  /** What the owner calls it. */
  readonly name: string | null;
}

/**
 * Reads the owner's plain-language instruction ("How to identify the customer"), in English. It understands labels,
 * prefixes, samples, patterns, lengths, the sender's address, kinds of numbers, conditions and several ways in order
 * of preference; as soon as it meets a word whose meaning it doesn't know, it understands nothing.
 */
export function readInstructions(instruction: string): InstructionReading {
  const text = normalised(instruction);
  if (text === '') return unclear('empty');
  if (text.length > INSTRUCTION_CHARS) return unclear('too_long');
  const marked = markWords(text);
  const drafts: Draft[] = [];
  for (const stretch of cut(marked.text.toLowerCase())) {
    const fault = readStretch(stretch, marked.words, drafts);
    if (fault) return fault;
  }
  const rules = drafts.map(toRule);
  if (rules.length === 0 || rules.includes(null)) return unclear('nothing_to_look_for');
  return { understood: true, rules: rules as Clear['rules'] };
}

function readStretch(stretch: Stretch, marks: readonly (readonly Word[])[], drafts: Draft[]): Unclear | null {
  const wish = stretch.joins === 'otherwise' && drafts.length === 0 ? null : readWish(stretch.text, marks);
  if (!wish) return unclear('unknown_words', shown(stretch.text, marks));
  const { description } = wish;
  const unknown = /\uE000/.test(description.rest)
    ? shown(description.rest, marks)
    : unknownWords(description.rest).join(', ');
  if (unknown !== '' || !isConsistent(description))
    return unclear('unknown_words', unknown || shown(stretch.text, marks));
  if (description.isUnsupported || !isRunnable(description)) return unclear('pattern_unsupported');
  const draft = { ...wish, name: nameOf(description) };
  const last = drafts.at(-1);
  if (stretch.joins === 'same' && last && isAboutSame(stretch.text, draft, last)) {
    const merged = merge(last, draft);
    if (!merged) return unclear('unknown_words', shown(stretch.text, marks));
    drafts[drafts.length - 1] = merged;
  } else drafts.push(draft);
  return null;
}

/** Who sent a mail has no label, no prefix and no digits that could be asked for. */
function isConsistent({ from, after, prefixes, shape, rest }: Description): boolean {
  if (from !== 'sender_email' && from !== 'sender_id') return true;
  return after.length + prefixes.length === 0 && (shape === null || shape.kind === 'email') && isOfWhole(rest);
}

function isRunnable({ shape }: Description): boolean {
  return shape?.kind !== 'pattern' || compilePattern(shape.source, shape.ignoreCase) !== null;
}

function nameOf({ rest }: Description): string | null {
  const name = nameIn(rest);
  return name && `${name.noun} ${name.head}`;
}

/** "It starts with …", or another sentence about the "account ID". */
function isAboutSame(text: string, draft: Draft, last: Draft): boolean {
  if (/^(?:and )?(?:it|they|this|that|these|those|the (?:id|identifier|value|number|code)s?)\b/.test(text)) return true;
  return draft.name !== null && draft.name === last.name;
}

/** Two sentences about one way. `null` when both say the same kind of thing: which one is meant? */
function merge(a: Draft, b: Draft): Draft | null {
  const [x, y] = [a.description, b.description];
  const isTwice =
    (x.after.length > 0 && y.after.length > 0) ||
    (x.prefixes.length > 0 && y.prefixes.length > 0) ||
    (a.when && b.when) ||
    (x.from && y.from && x.from !== y.from);
  if (isTwice) return null;
  const description: Description = {
    ...x,
    from: x.from ?? y.from,
    after: [...x.after, ...y.after],
    prefixes: [...x.prefixes, ...y.prefixes],
    shape: x.shape === null || x.shape.kind === 'number' ? (y.shape ?? x.shape) : x.shape,
    rest: `${x.rest} ${y.rest}`,
  };
  return { description, when: a.when ?? b.when, name: a.name ?? b.name };
}

function toRule({ description, when }: Draft): PlainRule | null {
  const { from, shape, prefixes } = description;
  const rule = { from: from ?? 'mail', when, after: description.after, prefixes, shape } as const;
  if (isAnchored(description)) return rule;
  const name = nameIn(description.rest);
  return name && { ...rule, after: labelsOf(name), shape: shape ?? { kind: 'number' } };
}

/** Typographic quotes and odd spaces as on a keyboard. The marks' own characters are nobody's. */
function normalised(instruction: string): string {
  return (
    instruction
      .replace(/[\uE000\uE001]/g, '')
      .replace(/[“”„«»]/g, '"')
      .replace(/[‘’]/g, "'")
      .replace(/\r\n?/g, '\n')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/\be\. ?g\.,?/gi, 'eg')
      .replace(/\bi\. ?e\.,?/gi, 'ie')
      // A line that only goes on in the next one.
      .replace(/\b(after|the|with|and|or|in|by|an?|use|is|as|of|to|that|which|from|for)\s*\n\s*/gi, '$1 ')
      .replace(/([^\n.:;!?])\n(?=[a-z][^.)])/g, '$1 ')
      .trim()
      .replace(/^"([^"]*)"$/, '$1')
      .trim()
  );
}

/** Words of the owner, as they stood. */
function shown(text: string, marks: readonly (readonly Word[])[]): string {
  const whole = text.replace(/\uE000(\d+)\uE001/g, (_, number) =>
    (marks[Number(number)] ?? []).map((word) => `“${word.text}”`).join(', '),
  );
  return whole.replace(/\s+/g, ' ').trim().slice(0, 120);
}

function unclear(reason: Unclear['reason'], detail: string | null = null): Unclear {
  return { understood: false, reason, detail };
}
