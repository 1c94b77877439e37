/**
 * How far a session's identity is proven.
 *
 * - `anonymous`: nobody was named.
 * - `unverified`: a claim without proof.
 * - `verified`: a right `user_hash`, or an identity token that opened.
 */
export type Trust = 'anonymous' | 'unverified' | 'verified';

/** From least to most proven. */
export const TRUST_ORDER: readonly Trust[] = ['anonymous', 'unverified', 'verified'];

/** Whether `held` is at least `needed`. An entry leaves only under a session that satisfies this (Law 4). */
export function trustSuffices(held: Trust, needed: Trust): boolean {
  // Their order happens to be the alphabet's, which is shorter for a page to download than a table.
  return held >= needed;
}
