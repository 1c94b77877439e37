/** Deeper values are left out: the database has a limit of its own, and nobody reads that far. */
const DEPTH = 32;

/**
 * A JSON value as the database can hold it: NUL and lone surrogates have no place in its text (a JWE's payload may spell
 * them by escapes), and depth has an end.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  // Entries, not assignments: a key may be named `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item, depth + 1)]));
}

/** Text without NUL, its lone surrogates replaced. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Cs}/gu, '\uFFFD');
}
