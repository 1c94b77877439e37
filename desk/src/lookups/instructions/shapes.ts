import { LOOKUP_IDENTIFIER_CHARS } from 'convot/protocol';
import type { IdentifierShape } from '../../../wire/lookups.js';

const NUMBER_WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'.split(' ');
const COUNT = `(\\d{1,3}|${NUMBER_WORDS.slice(2).join('|')})`;
const LENGTHS = `(?:exactly |between )?${COUNT}(?: ?(?:to|-|–|or|and) ?${COUNT})?[ -]?`;
const LETTERS =
  '(?:characters?|chars?|letters? (?:and|or) (?:digits?|numbers?)|alphanumeric(?: characters?)?)(?: long)?';

/** How people name a shape, and which one they mean. Groups 1 and 2 are its shortest and longest length. */
const SHAPES: readonly (readonly [RegExp, (min: number, max: number) => IdentifierShape])[] = [
  [/\b(?:uuid|guid)s?\b/, () => ({ kind: 'uuid' })],
  [
    new RegExp(`\\b${LENGTHS}(?:digits?|numerals?)(?: (?:numbers?|codes?|long))?\\b`),
    (min, max) => ({ kind: 'digits', min, max }),
  ],
  [new RegExp(`\\b${LENGTHS}(?:${LETTERS})`), (min, max) => ({ kind: 'alphanumeric', min, max })],
  [
    /\b(?:(?:it is |is |are |has |with )?(?:only |all |purely )?(?:digits|numeric)(?: only| id)?)\b/,
    () => ({ kind: 'digits', min: 1, max: LOOKUP_IDENTIFIER_CHARS }),
  ],
  [
    /\b(?:letters? (?:and|or) (?:digits?|numbers?)|alphanumeric)\b/,
    () => ({ kind: 'alphanumeric', min: 1, max: LOOKUP_IDENTIFIER_CHARS }),
  ],
  [/\b(?:a|the|any|some|that|by) numbers?\b|^\s*numbers?\b|\bnumbers?\s*$/, () => ({ kind: 'number' })],
];

/** @returns the first shape that is named, and the words without it. */
export function shapeIn(rest: string): { readonly shape: IdentifierShape; readonly rest: string } | null {
  for (const [form, make] of SHAPES) {
    const found = form.exec(rest);
    if (!found) continue;
    const min = count(found[1]) ?? 1;
    const shape = make(min, count(found[2]) ?? min);
    return { shape, rest: `${rest.slice(0, found.index)} number ${rest.slice(found.index + found[0].length)}` };
  }
  return null;
}

function count(word: string | undefined): number | null {
  if (word === undefined) return null;
  const known = NUMBER_WORDS.indexOf(word);
  return known === -1 ? Number(word) : known;
}
