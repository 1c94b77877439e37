import { KEY_CHARS, KEYS_PER_CONTACT, PATCH_BYTES, VALUE_CHARS } from './limits.js';

/** A stored custom data value. */
export type CustomValue = string | number | boolean;

/** One `custom_data` change: each named key is set, or cleared with `null`; keys not named stay. */
export type Patch = Readonly<Record<string, CustomValue | null>>;

/** Stored custom data without its provenance. A cleared key is absent. */
export type Values = Readonly<Record<string, CustomValue>>;

/** Why a key of a patch was refused. The other keys of the patch are applied all the same. */
export type RefusalCode =
  | 'key_empty'
  | 'key_too_long'
  | 'key_reserved'
  | 'text_invalid'
  | 'value_type'
  | 'value_not_finite'
  | 'value_too_long'
  | 'too_many_keys'
  | 'patch_too_large';

/** A refused key and the reason. */
export interface Refusal {
  readonly key: string;
  readonly code: RefusalCode;
}

/** A patch after the check: what may be stored, and each key that may not, by name. */
export interface CheckedPatch {
  readonly accepted: Patch;
  readonly refused: readonly Refusal[];
}

/** Names that change an object's prototype when a careless reader assigns them. */
const RESERVED_KEYS = ['__proto__', 'prototype', 'constructor'];

/** NUL and lone surrogates have no place in UTF-8 text columns, so they are refused at the door instead of failing later. */
function isInvalidText(text: string): boolean {
  return /[\0\p{Cs}]/u.test(text);
}

/**
 * Says whether a key and its value are acceptable: the one check that the client, the schemas and the desk share.
 *
 * @returns `null` when they are, else the reason.
 */
export function checkEntry(key: string, value: unknown): RefusalCode | null {
  if (!key) return 'key_empty';
  if (key.length > KEY_CHARS) return 'key_too_long';
  if (RESERVED_KEYS.includes(key)) return 'key_reserved';
  if (isInvalidText(key)) return 'text_invalid';
  if (typeof value === 'string') {
    if (value.length > VALUE_CHARS) return 'value_too_long';
    return isInvalidText(value) ? 'text_invalid' : null;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'value_not_finite';
  return value === null || typeof value === 'boolean' ? null : 'value_type';
}

/**
 * Splits a patch by {@link checkEntry} into what may be stored and what is refused, in the order of its own keys.
 *
 * @param patch - anything a page may have passed as `custom_data`; only a plain object's own string keys count.
 */
export function checkEntries(patch: object): CheckedPatch {
  const accepted: Record<string, CustomValue | null> = {};
  const refused: Refusal[] = [];
  for (const [key, value] of Object.entries(patch)) {
    const code = checkEntry(key, value);
    if (code) refused.push({ key, code });
    else accepted[key] = value;
  }
  return { accepted, refused };
}

/**
 * {@link checkEntries}, and the limits of a whole patch: what a backend accepts of it. The page's side leaves these two
 * to the backend, which answers them by the same codes.
 * Depends on the patch alone: no answer of it can tell what a contact already holds (Law 5).
 */
export function checkPatch(patch: object): CheckedPatch {
  const { accepted: acceptable, refused } = checkEntries(patch);
  const accepted: Record<string, CustomValue | null> = {};
  const surplus: Refusal[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(acceptable)) {
    const size = entryBytes(key, value);
    if (Object.keys(accepted).length >= KEYS_PER_CONTACT) surplus.push({ key, code: 'too_many_keys' });
    else if (bytes + size > PATCH_BYTES) surplus.push({ key, code: 'patch_too_large' });
    else {
      accepted[key] = value;
      bytes += size;
    }
  }
  return { accepted, refused: [...refused, ...surplus] };
}

/** Size of a patch: UTF-8 bytes of its keys and values as text, and six for each entry's punctuation. */
export function patchBytes(patch: Patch): number {
  return Object.entries(patch).reduce((sum, [key, value]) => sum + entryBytes(key, value), 0);
}

const encoder = /* @__PURE__ */ new TextEncoder();

function entryBytes(key: string, value: CustomValue | null): number {
  return encoder.encode(key + String(value)).length + 6;
}
