import type { Scalar } from '../../wire/lookups.js';
import { storableText } from '../identity/index.js';

/** Deeper values are left out. */
const DEPTH = 8;
/** More values are left out. */
const FACTS = 500;
/** Longest key, in UTF-16 code units; a longer one is left out with what it holds. */
const KEY_CHARS = 190;
/** Of a longer text only the beginning is kept, in UTF-16 code units. */
const VALUE_CHARS = 2_048;
/** Keys that name an object's own machinery are nobody's facts. */
const REFUSED = new Set(['__proto__', 'prototype', 'constructor']);

/** One scalar of the endpoint's answer. */
export interface Fact {
  /**
   * A JSON Pointer (RFC 6901): `/`, a key or a list's index, and so on; `~1` is a `/` in a key, `~0` a `~`. As facts
   * are found by comparing pointers, none can lead to anything but the answer's own values.
   */
  readonly path: string;
  readonly keys: readonly string[];
  readonly value: Scalar;
}

/** An object's scalars in their own order, as far as the limits go. */
export function factsOf(object: object): Fact[] {
  const facts: Fact[] = [];
  const walk = (value: unknown, keys: readonly string[]) => {
    if (facts.length >= FACTS) return;
    if (typeof value === 'object' && value !== null) {
      if (keys.length >= DEPTH) return;
      for (const [written, inner] of Object.entries(value)) {
        const key = storableText(written);
        if (!REFUSED.has(key) && key.length <= KEY_CHARS) walk(inner, [...keys, key]);
      }
    } else if (isScalar(value)) {
      facts.push({ path: pointer(keys), keys, value: typeof value === 'string' ? cut(value) : value });
    }
  };
  walk(object, []);
  return facts;
}

/** As the database can hold it, and without half a character at the cut. */
function cut(text: string): string {
  return storableText(text)
    .slice(0, VALUE_CHARS)
    .replace(/\p{Cs}$/u, '');
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function pointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
