import { KEYS_PER_CONTACT, PATCH_BYTES } from './limits.js';
import { isBlank } from './merge.js';
import type { Trust } from './trust.js';
import { type CustomValue, type Patch, patchBytes } from './values.js';

/**
 * Law 2, compose: one patch that does what two in a row do, below the limits.
 *
 * Verified: the later write of a key wins and `null` is kept. Unverified: `null` and `""` are dropped first,
 * then the first remaining value of a key wins. Both patches must be of one person and one trust.
 *
 * @returns the joined patch, or `null` when it would pass a limit: then the two stay two.
 */
export function compose(first: Patch, second: Patch, trust: Trust): Patch | null {
  const joined: Record<string, CustomValue | null> =
    trust === 'verified' ? { ...first, ...second } : { ...filled(second), ...filled(first) };
  const fits = Object.keys(joined).length <= KEYS_PER_CONTACT && patchBytes(joined) <= PATCH_BYTES;
  return fits ? joined : null;
}

function filled(patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => !isBlank(value)));
}
