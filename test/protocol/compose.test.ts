import { compose, KEYS_PER_CONTACT, merge, PATCH_BYTES, type Patch, patchBytes } from 'convot/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patch, trust, values } from './arbitraries.js';

function composed(first: Patch, second: Patch, by: Parameters<typeof compose>[2]): Patch {
  const joined = compose(first, second, by);
  if (!joined) throw new Error('these patches are far below the limits');
  return joined;
}

describe('Law 2, compose', () => {
  test('one composed patch does what two in a row do', () => {
    fc.assert(
      fc.property(values, patch, patch, trust, (stored, first, second, by) => {
        const inARow = merge(merge(stored, first, by), second, by);
        expect(merge(stored, composed(first, second, by), by)).toEqual(inARow);
      }),
      { numRuns: 1_000 },
    );
  });

  test('three patches may be joined from either end', () => {
    fc.assert(
      fc.property(patch, patch, patch, trust, (a, b, c, by) => {
        const left = composed(composed(a, b, by), c, by);
        expect(composed(a, composed(b, c, by), by)).toEqual(left);
      }),
    );
  });

  test('a verified null is kept, so that it still clears', () => {
    expect(compose({ plan: 'pro' }, { plan: null }, 'verified')).toEqual({ plan: null });
  });

  test('an unverified null or empty text is dropped, so that it hides no value', () => {
    expect(compose({ plan: null, a: '' }, { plan: 'pro', a: 1 }, 'unverified')).toEqual({ plan: 'pro', a: 1 });
    expect(compose({ plan: 'pro' }, { plan: 'free' }, 'unverified')).toEqual({ plan: 'pro' });
    expect(compose({ a: '' }, { plan: null, b: '' }, 'unverified')).toEqual({});
  });

  test('it stops before the limit of keys', () => {
    const keys = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${from + n}`, 1]));
    expect(
      Object.keys(compose(keys(0, KEYS_PER_CONTACT - 1), keys(KEYS_PER_CONTACT - 1, 1), 'verified') ?? {}),
    ).toHaveLength(KEYS_PER_CONTACT);
    expect(compose(keys(0, KEYS_PER_CONTACT), keys(KEYS_PER_CONTACT, 1), 'verified')).toBeNull();
    expect(compose(keys(0, KEYS_PER_CONTACT), keys(0, KEYS_PER_CONTACT), 'verified')).not.toBeNull();
  });

  test('it stops before the limit of bytes', () => {
    const filler = (name: string, bytes: number): Patch =>
      Object.fromEntries(
        Array.from({ length: bytes / 1_024 }, (_, n) => [
          `${name}${n}`,
          'x'.repeat(1_024 - name.length - `${n}`.length - 6),
        ]),
      );
    const half = filler('a', PATCH_BYTES / 2);
    expect(patchBytes(half)).toBe(PATCH_BYTES / 2);
    expect(compose(half, filler('b', PATCH_BYTES / 2), 'verified')).not.toBeNull();
    expect(compose({ ...half, more: 1 }, filler('b', PATCH_BYTES / 2), 'verified')).toBeNull();
  });
});
