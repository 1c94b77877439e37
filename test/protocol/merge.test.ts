import { isBlank, merge } from 'convot/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patch, trust, unproven, values } from './arbitraries.js';

describe('Law 1, merge', () => {
  test('keys not named stay, whatever the trust', () => {
    fc.assert(
      fc.property(values, patch, trust, (stored, change, by) => {
        const merged = merge(stored, change, by);
        for (const key of Object.keys(stored).filter((name) => !Object.hasOwn(change, name))) {
          expect(merged[key]).toBe(stored[key]);
        }
      }),
    );
  });

  test('a verified patch sets what it names, and null clears it', () => {
    fc.assert(
      fc.property(values, patch, (stored, change) => {
        const merged = merge(stored, change, 'verified');
        for (const [key, value] of Object.entries(change)) {
          expect(Object.hasOwn(merged, key)).toBe(value !== null);
          if (value !== null) expect(merged[key]).toBe(value);
        }
      }),
    );
  });

  test('an unproven patch never changes or clears what is there', () => {
    fc.assert(
      fc.property(values, patch, unproven, (stored, change, by) => {
        const merged = merge(stored, change, by);
        for (const [key, value] of Object.entries(stored)) {
          if (isBlank(value)) expect(Object.hasOwn(merged, key)).toBe(true);
          else expect(merged[key]).toBe(value);
        }
      }),
    );
  });

  test('an unproven patch fills what is absent or empty, with something', () => {
    fc.assert(
      fc.property(values, patch, unproven, (stored, change, by) => {
        const merged = merge(stored, change, by);
        for (const [key, value] of Object.entries(change)) {
          const blank = !Object.hasOwn(stored, key) || isBlank(stored[key]);
          if (blank && !isBlank(value)) expect(merged[key]).toBe(value);
          if (isBlank(value)) expect(merged[key]).toBe(stored[key as keyof typeof stored] ?? merged[key]);
        }
        const added = Object.keys(merged).filter((key) => !Object.hasOwn(stored, key));
        expect(added.every((key) => !isBlank(merged[key]))).toBe(true);
      }),
    );
  });

  test('only what is stored or named is there afterwards', () => {
    fc.assert(
      fc.property(values, patch, trust, (stored, change, by) => {
        const known = new Set([...Object.keys(stored), ...Object.keys(change)]);
        expect(Object.keys(merge(stored, change, by)).filter((key) => !known.has(key))).toEqual([]);
      }),
    );
  });

  test('a patch twice is a patch once', () => {
    fc.assert(
      fc.property(values, patch, trust, (stored, change, by) => {
        const once = merge(stored, change, by);
        expect(merge(once, change, by)).toEqual(once);
      }),
    );
  });

  test('what it was given is not changed', () => {
    fc.assert(
      fc.property(values, patch, trust, (stored, change, by) => {
        merge(Object.freeze(stored), Object.freeze(change), by);
      }),
    );
  });

  test('zero and false are values, not blanks', () => {
    expect(merge({ seats: 0, active: false }, { seats: 9, active: true }, 'unverified')).toEqual({
      seats: 0,
      active: false,
    });
  });
});
