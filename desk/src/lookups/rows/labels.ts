import type { LookupRowKind } from '../../../wire/lookups.js';

/** Longest label, in UTF-16 code units. */
export const LABEL_CHARS = 60;

/** Written in capitals wherever they stand. */
const CAPITALS = new Set(
  'id ids url api mrr arr ltv vat sso ip utc uuid crm sku iban vip sla sms csat nps usd eur gbp'.split(' '),
);

/** The words of a key, in lower case: `signedUpAt`, `signed_up_at` and `signed-up-at` are `signed`, `up`, `at`. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** A label for people: `/plan/name` is "Plan › Name", `/signedUpAt` with a date "Signed up", `/tags/0` "Tags 1". */
export function labelOf(keys: readonly string[], kind: LookupRowKind): string {
  const parts: string[] = [];
  for (const [index, key] of keys.entries()) {
    // A list's place belongs to the list's name, and people count from one.
    if (/^\d{1,4}$/.test(key) && parts.length > 0) parts.push(`${parts.pop()} ${Number(key) + 1}`);
    else
      parts.push(titled(index === keys.length - 1 ? shortened(wordsOf(key), kind) : wordsOf(key)) || key.trim() || '–');
  }
  return parts.join(' › ').slice(0, LABEL_CHARS);
}

/** The value says by itself that it is a time, or a yes or no. */
function shortened(words: string[], kind: LookupRowKind): string[] {
  if (words.length < 2) return words;
  if ((kind === 'date' || kind === 'time') && /^(?:at|on)$/.test(words.at(-1) ?? '')) return words.slice(0, -1);
  return kind === 'boolean' && /^(?:is|has)$/.test(words[0] ?? '') ? words.slice(1) : words;
}

function titled(words: readonly string[]): string {
  const shown = words.map((word) =>
    CAPITALS.has(word) ? word.toUpperCase().replace(/S$/, word === 'ids' ? 's' : 'S') : word,
  );
  const [first = '', ...others] = shown;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(' ');
}

/** A `type` as a heading: `customer_account` is "Customer account". */
export function headingOf(type: string | null): string | null {
  return type === null ? null : titled(wordsOf(type)).slice(0, LABEL_CHARS) || null;
}
