import type { Trust } from './trust.js';
import type { CustomValue, Patch, Values } from './values.js';

/**
 * Law 1, merge: what a contact holds after one patch.
 *
 * Keys not named stay. A verified patch sets and `null` clears. An unverified one fills blanks only
 * (absent, cleared or `""`): it never overwrites and never clears. Limits and provenance are the desk's.
 *
 * @param stored - values before the patch; not changed.
 * @param patch - a patch that {@link checkPatch} accepted.
 * @see the Convot document, "Merge behavior" and "Protect existing values"
 */
export function merge(stored: Values, patch: Patch, trust: Trust): Values {
  const values: Record<string, CustomValue> = { ...stored };
  for (const [key, value] of Object.entries(patch)) {
    if (trust === 'verified') {
      if (value === null) delete values[key];
      else values[key] = value;
    } else if (!isBlank(value) && (!Object.hasOwn(values, key) || isBlank(values[key]))) {
      values[key] = value as CustomValue;
    }
  }
  return values;
}

/** Whether an unverified visitor may fill this value: absent, cleared, or the empty string. */
export function isBlank(value: CustomValue | null | undefined): boolean {
  return value === undefined || value === null || value === '';
}
