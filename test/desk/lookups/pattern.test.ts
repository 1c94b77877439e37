import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../desk/src/lookups/pattern.js';

const literal = fc.constantFrom(
  'a',
  'b',
  'A',
  '_',
  '1',
  '-',
  '\\.',
  '\\d',
  '\\w',
  '.',
  '[ab1]',
  '[^a]',
  '[a-c_-]',
  '[\\d_]',
);
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '+?');
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    literal,
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc
      .array(
        fc.tuple(tie('part'), quantifier).map(([part, times]) => part + times),
        { maxLength: 3 },
      )
      .map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
  ),
}));
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '_', '1', '2', '-', '.'), maxLength: 8 });

describe('a pattern', () => {
  it('means what it means to the platform, whole text against whole pattern', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (source, texts, ignoreCase) => {
          const compiled = compilePattern(source, ignoreCase);
          fc.pre(compiled !== null);
          const platform = new RegExp(`^(?:${source})$`, ignoreCase ? 'i' : '');
          for (const each of texts) expect(compiled?.(each)).toBe(platform.test(each));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('may have its own beginning and end', () => {
    expect(compilePattern('^acct_[a-z0-9]+$', false)?.('acct_1')).toBe(true);
    expect(compilePattern('^acct_[a-z0-9]+$', false)?.('x acct_1')).toBe(false);
    expect(compilePattern('ORD-\\d+', true)?.('ord-7')).toBe(true);
    expect(compilePattern('cost\\$', false)?.('cost$')).toBe(true);
  });

  it.each([
    ...[
      '',
      '(',
      ')',
      '[a',
      '*a',
      'a**',
      'a{2}{3}',
      'a{3,2}',
      'a{65}',
      '(?=a)',
      '(?<n>a)',
      '(?!a)',
      '\\1',
      '\\b',
      '\\u0041',
    ],
    ...['a$b', 'a^b', '[b-a]', '[a-\\d]', 'a'.repeat(201), '((a{9}){9}){9}', '{2}', 'a]', '\\'],
  ])('that is not supported is refused: %j', (source) => {
    expect(compilePattern(source, false)).toBeNull();
  });

  it('cannot be made to take long', () => {
    const evil = ['(a+)+', '(a|a)*', '(a|aa)+', '(.*)*x', '([a-z]+)*1', 'a*a*a*a*a*a*a*b', '(a?){20}a{20}'];
    for (const source of evil) {
      const compiled = compilePattern(source, false);
      expect(compiled).not.toBeNull();
      expect(typeof compiled?.(`${'a'.repeat(20_000)}!`)).toBe('boolean');
    }
  });
});
