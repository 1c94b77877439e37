import type { CustomValue, Patch, Trust, Values } from 'convot/protocol';
import fc from 'fast-check';

/** Few keys, so that patches meet; some are names that objects inherit. */
const key = fc.constantFrom('plan', 'seats', 'a', '0', 'toString', 'hasOwnProperty', 'café');

/** Few values, so that equal ones meet; the empty string is a blank. */
const value: fc.Arbitrary<CustomValue> = fc.oneof(
  fc.constantFrom('', 'pro', 'free'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0')),
  fc.integer({ min: -2, max: 2 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);

export const values: fc.Arbitrary<Values> = fc.dictionary(key, value, { noNullPrototype: true });

export const patch: fc.Arbitrary<Patch> = fc.dictionary(key, fc.option(value), { noNullPrototype: true });

export const trust: fc.Arbitrary<Trust> = fc.constantFrom('anonymous', 'unverified', 'verified');

export const unproven: fc.Arbitrary<Trust> = fc.constantFrom('anonymous', 'unverified');
