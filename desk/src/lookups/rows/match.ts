import type { Fact } from '../facts.js';
import { wordsOf } from './labels.js';
import type { Want } from './show-instructions.js';

/** What people say for what programs call it. Both sides of a comparison are written so. */
const SPELLED: Readonly<Record<string, readonly string[]>> = {
  mrr: ['monthly', 'recurring', 'revenue'],
  arr: ['annual', 'recurring', 'revenue'],
  ltv: ['lifetime', 'value'],
  yearly: ['annual'],
  dob: ['birth', 'date'],
  qty: ['quantity'],
  org: ['organisation'],
  organization: ['organisation'],
  fulfilment: ['fulfillment'],
  signup: ['signed', 'up'],
  sign: ['signed'],
  expiry: ['expire'],
  expires: ['expire'],
  expiration: ['expire'],
  renewal: ['renew'],
  renews: ['renew'],
  mail: ['email'],
  licence: ['license'],
  cancelled: ['canceled'],
};

/** Say little of what a field is: they decide only where nothing else does. */
const GENERIC = new Set(
  'at on date time the of is has a an current name value status number count total id type in to'.split(' '),
);

const NAMING = /^(?:name|title|label|value)$/i;

/**
 * Finds the field that the owner means: by its own name, else by its words. Two fields that fit equally well are none:
 * a wrong fact under a right label would be worse.
 */
export function findFact(want: Want, facts: readonly Fact[]): Fact | null {
  if (want.field !== null) return byName(want.field, facts) ?? best(want.field, facts);
  return best(want.label, facts) ?? byWording(want, facts);
}

function byName(field: string, facts: readonly Fact[]): Fact | null {
  const named = facts.filter(({ keys }) => keys.join('.') === field || keys.at(-1) === field);
  return named.find(({ keys }) => keys.join('.') === field) ?? named[0] ?? null;
}

function best(label: string, facts: readonly Fact[]): Fact | null {
  const wanted = spelled(wordsOf(label));
  const scored = facts.map((fact) => ({ fact, score: score(wanted, fact) })).filter(({ score }) => score > 0);
  const top = Math.max(0, ...scored.map(({ score }) => score));
  const [first, second] = scored.filter(({ score }) => score === top);
  return first && !second ? first.fact : null;
}

/** `active: true` for "Status (Active or Inactive)". */
function byWording({ wordings }: Want, facts: readonly Fact[]): Fact | null {
  const [first, second] = facts.filter(({ keys, value }) => {
    const words = wordsOf(keys.at(-1) ?? '').filter((word) => word !== 'is' && word !== 'has');
    return typeof value === 'boolean' && wordings.some((wording) => wordsOf(wording).join(' ') === words.join(' '));
  });
  return first && !second ? first : null;
}

/** 0: not meant. A whole path counts more than its last key, and a shallow field more than a deep one. */
function score(wanted: readonly string[], { keys }: Fact): number {
  const last = spelled(wordsOf(keys.at(-1) ?? ''));
  const whole = spelled(keys.flatMap(wordsOf));
  const depth = keys.length / 100;
  if (isSame(wanted, whole)) return 5 - depth;
  if (isSame(wanted, last)) return 4 - depth;
  const [w, l, p] = [telling(wanted), telling(last), telling(whole)];
  if (w.length === 0) return 0;
  // Of a plan's name and its id, "Plan" is the name.
  if (isSame(w, p)) return (NAMING.test(keys.at(-1) ?? '') ? 3.5 : 3) - depth;
  if (isSame(w, l)) return 2 - depth;
  // "Monthly revenue" for the monthly recurring revenue.
  const isMost = (part: readonly string[], all: readonly string[]) =>
    part.length > 1 && part.length * 2 >= all.length && part.every((word) => all.includes(word));
  return isMost(w, l) || isMost(l, w) || isMost(w, p) ? 1 - depth : 0;
}

function spelled(words: readonly string[]): string[] {
  return words
    .flatMap((word) => SPELLED[word] ?? [word])
    .map((word) => (word.length > 3 ? word.replace(/(?<![su])s$/, '') : word));
}

function telling(words: readonly string[]): string[] {
  return words.filter((word) => !GENERIC.has(word));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && [...new Set(a)].sort().join(' ') === [...new Set(b)].sort().join(' ');
}
