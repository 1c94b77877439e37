import {
  checkEntry,
  checkPatch,
  KEY_CHARS,
  KEYS_PER_CONTACT,
  PATCH_BYTES,
  patchBytes,
  VALUE_CHARS,
} from 'convot/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patch } from './arbitraries.js';

describe('a key and its value', () => {
  test.each([
    ['an empty key', '', 1, 'key_empty'],
    ['a key above the limit', 'k'.repeat(KEY_CHARS + 1), 1, 'key_too_long'],
    ['__proto__', '__proto__', 'x', 'key_reserved'],
    ['prototype', 'prototype', 'x', 'key_reserved'],
    ['constructor', 'constructor', 'x', 'key_reserved'],
    ['NUL in a key', 'a\0b', 1, 'text_invalid'],
    ['half a character in a key', 'a\ud83d', 1, 'text_invalid'],
    ['NUL in a value', 'a', 'x\0', 'text_invalid'],
    ['half a character in a value', 'a', '\udc00', 'text_invalid'],
    ['a value above the limit', 'a', 'x'.repeat(VALUE_CHARS + 1), 'value_too_long'],
    ['NaN', 'a', Number.NaN, 'value_not_finite'],
    ['infinity', 'a', Number.POSITIVE_INFINITY, 'value_not_finite'],
    ['an object', 'a', {}, 'value_type'],
    ['a list', 'a', ['x'], 'value_type'],
    ['undefined', 'a', undefined, 'value_type'],
    ['a date', 'a', new Date(0), 'value_type'],
    ['a BigInt', 'a', 1n, 'value_type'],
    ['a function', 'a', () => 1, 'value_type'],
    ['boxed text', 'a', new String('x'), 'value_type'],
  ])('refused: %s', (_, key, value, code) => {
    expect(checkEntry(key, value)).toBe(code);
  });

  test.each([
    ['the longest key', 'k'.repeat(KEY_CHARS), 1],
    ['the longest value', 'a', 'x'.repeat(VALUE_CHARS)],
    ['a key that objects inherit', 'toString', 'x'],
    ['a key of digits', '0', 'x'],
    ['whole characters beyond the first plane', '🧮', '🧮'],
    ['null', 'a', null],
    ['empty text', 'a', ''],
    ['false', 'a', false],
    ['the largest number', 'a', Number.MAX_VALUE],
  ])('accepted: %s', (_, key, value) => {
    expect(checkEntry(key, value)).toBeNull();
  });
});

describe('a patch', () => {
  test('is split without a rest: each of its own keys is accepted or refused by name', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '')), fc.anything()),
        (given) => {
          const { accepted, refused } = checkPatch(given);
          const names = [...Object.keys(accepted), ...refused.map(({ key }) => key)];
          expect(names.sort()).toEqual(Object.keys(given).sort());
          for (const [key, value] of Object.entries(accepted)) expect(checkEntry(key, value)).toBeNull();
          for (const { key, code } of refused) expect(checkEntry(key, given[key])).toBe(code);
        },
      ),
    );
  });

  test('of good values is accepted as it is, and again', () => {
    fc.assert(
      fc.property(patch, (given) => {
        expect(checkPatch(given)).toEqual({ accepted: given, refused: [] });
      }),
    );
  });

  test('from JSON names its __proto__, and no prototype changes', () => {
    const { accepted, refused } = checkPatch(JSON.parse('{"__proto__":{"admin":true},"plan":"pro"}'));
    expect(refused).toEqual([{ key: '__proto__', code: 'key_reserved' }]);
    expect(Object.getPrototypeOf(accepted)).toBe(Object.prototype);
    expect('admin' in accepted).toBe(false);
  });

  test('counts its own keys alone, never inherited ones', () => {
    expect(checkPatch(Object.create({ plan: 'pro' }))).toEqual({ accepted: {}, refused: [] });
  });

  test('above the limit of keys keeps the first ones and names the others', () => {
    const given = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT + 2 }, (_, n) => [`k${n}`, n]));
    const { accepted, refused } = checkPatch(given);
    expect(Object.keys(accepted)).toHaveLength(KEYS_PER_CONTACT);
    expect(refused).toEqual(
      [`k${KEYS_PER_CONTACT}`, `k${KEYS_PER_CONTACT + 1}`].map((key) => ({ key, code: 'too_many_keys' })),
    );
  });

  test('above the limit of bytes loses what does not fit, and what is small still fits', () => {
    const given = {
      ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`k${n}`, 'ü'.repeat(1_000)])),
      small: 1,
    };
    const { accepted, refused } = checkPatch(given);
    expect(refused).toEqual([{ key: 'k8', code: 'patch_too_large' }]);
    expect(accepted).toHaveProperty('small', 1);
    expect(patchBytes(accepted)).toBeLessThanOrEqual(PATCH_BYTES);
  });
});
