import type { Identify } from '../client/options.js';

const CLAIM = ['external_id', 'email', 'user_hash'] as const;

/**
 * Whether two identities say the same. Values that are no custom data count as the same: a page that passes an object
 * by mistake, a new one with each rendering, is told once and not for ever.
 */
export function sameIdentity(one: Identify, other: Identify): boolean {
  return CLAIM.every((field) => same(one[field], other[field])) && sameData(one.custom_data, other.custom_data);
}

function sameData(one: Identify['custom_data'] = {}, other: Identify['custom_data'] = {}): boolean {
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]))
  );
}

const isObject = (value: unknown) => (typeof value === 'object' && value !== null) || typeof value === 'function';

const same = (one: unknown, other: unknown) => Object.is(one, other) || (isObject(one) && isObject(other));
