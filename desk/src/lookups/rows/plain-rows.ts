import type { LookupRow } from '../../../wire/lookups.js';
import type { Answer } from '../answer.js';
import type { Fact } from '../facts.js';
import { labelOf, wordsOf } from './labels.js';
import { findFact } from './match.js';
import { readShowInstructions, type Showing, type Want } from './show-instructions.js';
import { kindOf, textOf } from './values.js';

/** More rows are left out. */
export const ROWS = 30;

/** Rows that no model had a hand in. */
export interface PlainRows {
  readonly rows: readonly LookupRow[];
  /** Labels that the owner asked for and no field answers. */
  readonly notFound: readonly string[];
}

/**
 * The rows by the owner's "what to show" where that is plain, in its order and words. Otherwise, and where none of it
 * fits the answer: all of the answer's own fields that have a value.
 */
export function plainRows(answer: Pick<Answer, 'facts' | 'type'>, instruction: string): PlainRows {
  const showings = readShowInstructions(instruction);
  const wants = showings ? wantsFor(answer, showings) : [];
  const found = wants.map((want) => ({ want, fact: findFact(want, answer.facts) }));
  const rows = found.flatMap(({ want, fact }) => (fact ? [wantedRow(want, fact)] : []));
  if (rows.length === 0) return { rows: everyRow(answer), notFound: wants.map(({ label }) => label) };
  return { rows: rows.slice(0, ROWS), notFound: found.flatMap(({ want, fact }) => (fact ? [] : [want.label])) };
}

/** One fact as it is. */
export function rowOf(fact: Fact): LookupRow {
  const kind = kindOf(fact.value);
  return { label: labelOf(fact.keys, kind), path: fact.path, value: fact.value, kind, text: textOf(fact.value) };
}

function wantedRow(want: Want, fact: Fact): LookupRow {
  const row = rowOf(fact);
  return { ...row, label: want.label, text: worded(want.wordings, fact) ?? row.text };
}

/** The `type` heads the rows and is none of them. */
function everyRow({ facts, type }: Pick<Answer, 'facts' | 'type'>): LookupRow[] {
  return facts
    .filter(({ path, value }) => kindOf(value) !== 'empty' && !(path === '/type' && type !== null))
    .slice(0, ROWS)
    .map(rowOf);
}

/** What is to be shown of this answer: what holds for all types, and what for its own. Without a type, the list that fits most. */
function wantsFor({ facts, type }: Pick<Answer, 'facts' | 'type'>, showings: readonly Showing[]): Want[] {
  const own = showings.filter((showing) => showing.type !== null && isType(showing.type, type));
  const general = showings.filter((showing) => showing.type === null);
  if (own.length > 0 || type !== null || general.length > 0) return [...general, ...own].flatMap(({ wants }) => wants);
  const fits = (showing: Showing) => showing.wants.filter((want) => findFact(want, facts) !== null).length;
  const [best] = [...showings].sort((a, b) => fits(b) - fits(a));
  return best && fits(best) > 0 ? [...best.wants] : [];
}

function isType(named: string, type: string | null): boolean {
  const plain = (text: string) => wordsOf(text).join(' ').replace(/s$/, '');
  return type !== null && plain(named) === plain(type);
}

/** The owner's wording for a value: the same word, or for a yes or no the word that affirms or denies. */
function worded(wordings: readonly string[], { value }: Fact): string | null {
  if (typeof value === 'string') {
    const same = wordsOf(value).join(' ');
    return wordings.find((wording) => wordsOf(wording).join(' ') === same) ?? null;
  }
  if (typeof value !== 'boolean' || wordings.length !== 2) return null;
  const denies = (word: string) =>
    /^(?:no|off|none|disabled|false|free|not\b.*|non.*|in(?=[a-z]{4}).*|un(?=[a-z]{3}).*)$/i.test(word);
  const [first = '', second = ''] = wordings;
  const [yes, no] = denies(first) && !denies(second) ? [second, first] : [first, second];
  return value ? yes : no;
}
