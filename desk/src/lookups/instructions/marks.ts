import type { IdentifierShape } from '../../../wire/lookups.js';

/**
 * Words of an instruction that stand for themselves: a quoted label, a prefix, a sample. Each is taken out of the
 * sentence before anyone reads it, and a mark is left in its place.
 *
 * `regex`: `/…/`. `prefix`: ends as prefixes do (`acct_`). `sample`: an identifier as an example (`ORD-1042`, `ORD-####`).
 * `label`: named as one without quotes (`after Account ID:`). `quote`: quoted, and not obviously one of the others.
 */
export interface Word {
  readonly kind: 'regex' | 'prefix' | 'sample' | 'label' | 'quote';
  readonly text: string;
  /** Of a regex. */
  readonly flags?: string;
}

/** A text with marks, and the words behind them: a mark stands for one word, or for a list of them ("a, b or c"). */
export interface Marked {
  readonly text: string;
  readonly words: readonly (readonly Word[])[];
}

/** A mark in a regular expression, with its number as a group. */
export const MARK = '\\uE000(\\d+)\\uE001';

const LABEL_LEADS =
  'after|following|follows|next to|labell?ed(?: as)?|label|marked(?: as)?|preceded by|contains?|containing|includes?|including|has|mentions?|says|with|behind';
const LABEL_NOUNS = '(?:(?:words?|labels?|text|phrase|heading|string|line)\\s+)?';

/** Each way in which a word stands out, the surest first. Group 1, where there is one, stays in the sentence. */
const FORMS: readonly (readonly [RegExp, (groups: readonly string[]) => Word])[] = [
  [
    /(^|[\s(])\/(?! )((?:[^/\\\n]|\\.){1,200})\/([a-z]{0,4})(?=[\s.,;:)]|$)/g,
    ([text = '', flags = '']) => ({ kind: 'regex', text, flags }),
  ],
  [/()"([^"\n]{1,100})"/g, ([text = '']) => quoted(text)],
  [/()`([^`\n]{1,100})`/g, ([text = '']) => quoted(text)],
  [/(^|[\s(])'([^'\n]{1,100})'(?=[\s.,;:)]|$)/g, ([text = '']) => quoted(text)],
  [
    /(^|[\s(])(\^?[\w-]{0,20}(?:\[[^\]\s]{0,20}-[^\]\s]{0,20}\]|\\[dw])[^\s,;]{0,60}?)(?=[\s,;)]|\.?$|\.\s)/g,
    ([text = '']) => ({ kind: 'regex', text, flags: '' }),
  ],
  [/(^|[\s(])([A-Za-z]{1,10}(?:[_-][A-Za-z0-9#*]{1,40}){1,4})(?=[\s.,;:)]|$)/g, ([text = '']) => sampleOrWord(text)],
  [/(^|[\s(])(#\d{2,})(?=[\s.,;:)]|$)/g, ([text = '']) => ({ kind: 'sample', text })],
  [
    /(^|[\s(])([A-Za-z][A-Za-z0-9]{0,15}[_-])(?:…|\.{3}|\*+|<[^>\n]{1,20}>|\{[^}\n]{1,20}\})?(?=[\s.,;:)]|$)/g,
    ([text = '']) => ({ kind: 'prefix', text }),
  ],
  [
    new RegExp(
      `(\\b(?:${LABEL_LEADS})\\s+(?:the\\s+)?${LABEL_NOUNS})([A-Za-z][^\\uE000\\uE001.;:#=\\n,()]{0,40}[:#=]+)(?=[\\s.,;)]|$)`,
      'gi',
    ),
    ([text = '']) => ({ kind: 'label', text }),
  ],
  [
    new RegExp(
      `(\\b(?:after|following|follows|next to|labell?ed|marked|preceded by|behind)\\s+(?:the\\s+)?${LABEL_NOUNS})([A-Z][\\w-]{0,30}(?:\\s[A-Z][\\w-]{0,30}){0,4})(?=[\\s.,;)]|$)`,
      'g',
    ),
    ([text = '']) => ({ kind: 'label', text }),
  ],
  [
    /(\b(?:starts?|starting|begins?|beginning|prefixed)\s+(?:with|by)\s+(?:the\s+)?(?:(?:letters?|characters?|prefix|digits?|number)\s+)?)([A-Z\d]{1,10})(?=[\s.,;)]|$)/g,
    ([text = '']) => ({ kind: 'prefix', text }),
  ],
];

/** Replaces every word that stands for itself by a mark, and every list of such words by one. */
export function markWords(instruction: string): Marked {
  const words: (readonly Word[])[] = [];
  const leave = (list: readonly Word[]) => `\uE000${words.push(list) - 1}\uE001`;
  let text = instruction;
  for (const [form, read] of FORMS) {
    text = text.replace(form, (whole: string, ...groups: (string | number)[]) => {
      const [before, ...rest] = groups.filter((group): group is string => typeof group === 'string');
      // The last string is the whole text that is searched.
      const word = read(rest.slice(0, -1));
      return word.text === '' ? whole : `${before}${leave([word])}`;
    });
  }
  const list = new RegExp(`${MARK}(?:\\s*(?:,\\s*or|,|/|\\bor)\\s*${MARK})+`, 'g');
  text = text.replace(list, (whole) => {
    const members = [...whole.matchAll(new RegExp(MARK, 'g'))].flatMap(([, number]) => words[Number(number)] ?? []);
    return leave(members);
  });
  return { text, words };
}

/** Stands for characters that are not known. */
const PLACE_HOLDER = /^(?:[Xx]{2,}|[Nn]{2,}|[#*…]+|\.{3})$/;

/** Only what looks like an identifier is a sample: it has a digit, or is written with place holders. */
function sampleOrWord(text: string): Word {
  const isSample = /[_-](?:[A-Za-z0-9]*\d[A-Za-z0-9]*|X{2,}|x{2,}|#+|\*+|N{2,})(?:$|[_-])/.test(text);
  return { kind: 'sample', text: isSample ? text : '' };
}

function quoted(text: string): Word {
  const inner = text.trim();
  if (/^[A-Za-z][A-Za-z0-9]{0,15}[_-]\*?$/.test(inner)) return { kind: 'prefix', text: inner.replace('*', '') };
  return { kind: 'quote', text: inner };
}

/** What can be learned of identifiers from one of them: how they begin, or their shape; with a label where it has one. */
export interface Sampled {
  readonly after?: string;
  readonly prefix?: string;
  readonly shape?: IdentifierShape;
}

/** @returns `null` when nothing can. */
export function learnFrom(sample: string): Sampled | null {
  const labelled = /^(.{1,60}[:#=]|.{1,60}\s)\s?([A-Za-z\d]\S{1,79})$/.exec(sample);
  if (labelled?.[1] && labelled[2]) {
    const value = learnFrom(labelled[2]);
    if (value === null) return null;
    // The example's length says nothing where a label says where to look.
    const isNumber = value.shape?.kind === 'digits';
    return { after: labelled[1].trim(), ...value, ...(isNumber && { shape: { kind: 'number' } }) };
  }
  if (/^#\d+$/.test(sample)) return { after: '#', shape: { kind: 'number' } };
  if (/^\d+$/.test(sample)) return { shape: { kind: 'digits', min: sample.length, max: sample.length } };
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(sample)) return { shape: { kind: 'email' } };
  if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(sample)) return { shape: { kind: 'uuid' } };
  const prefixed = /^([A-Za-z]{1,15}[_-])(.+)$/.exec(sample);
  if (!prefixed?.[1] || !prefixed[2] || PLACE_HOLDER.test(prefixed[1].slice(0, -1))) return null;
  // In ABCD-1234-EFGH every letter may be another one each time.
  const isFixed = prefixed[2].split(/[_-]/).every((part) => /\d|^$/.test(part) || PLACE_HOLDER.test(part));
  return isFixed ? { prefix: prefixed[1] } : null;
}
