import { IDENTIFIER_ALPHABET } from './sanitise.js';
import { isGap, isPiece } from './whole.js';

/** So far back a glued word is looked for, in UTF-16 code units. */
const BEFORE_CHARS = 40;
const KEPT = new RegExp(`[${IDENTIFIER_ALPHABET}]`, 'g');

/**
 * Finds an identifier in a text once both are stripped to the alphabet, so that `1234 5678` is `12345678`. A piece of
 * a longer number or of a longer word is not it: that would be somebody else.
 *
 * @param identifier - already stripped, at least one character
 * @returns it as the text writes it, which may differ in case; `null` when it isn't there.
 */
export function findIn(text: string, identifier: string): string | null {
  const places: number[] = [];
  let stripped = '';
  for (const { 0: char, index } of text.matchAll(KEPT)) {
    places.push(index);
    stripped += char;
  }
  const isAddress = identifier.includes('@');
  const whole = (at: number) => {
    const own = places.slice(at, at + identifier.length);
    const [first = 0, last = 0] = [own[0], own.at(-1)];
    return (
      isWhole(text, first, last) &&
      !isPiece(text, first, last + 1) &&
      own.every((place, index) => index === 0 || isGap(text.slice((own[index - 1] ?? 0) + 1, place), isAddress))
    );
  };
  const find = (within: string, wanted: string): string | null => {
    for (let at = within.indexOf(wanted); at !== -1; at = within.indexOf(wanted, at + 1)) {
      if (whole(at)) return stripped.slice(at, at + identifier.length);
    }
    return null;
  };
  return find(stripped, identifier) ?? find(stripped.toLowerCase(), identifier.toLowerCase());
}

/** Nothing of it goes on to either side; only a word may be glued to a number: `Order77` holds 77. */
function isWhole(text: string, first: number, last: number): boolean {
  const after = text.slice(last + 1, last + 3);
  if (/^_?[A-Za-z0-9]/.test(after) && /[A-Za-z0-9]/.test(text[last] ?? '')) return false;
  const before = text.slice(Math.max(0, first - BEFORE_CHARS), first);
  if (!/[A-Za-z0-9]$/.test(before) || !/[A-Za-z0-9]/.test(text[first] ?? '')) return true;
  return /\d/.test(text[first] ?? '') && /(?<![A-Za-z0-9_])[A-Za-z]+$/.test(before);
}
