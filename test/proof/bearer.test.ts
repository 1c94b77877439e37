import { ConfigurationError, makeBearerToken, readBearerToken } from 'convot/proof';
import { describe, expect, test } from 'vitest';
import { bearerCheck } from '../../src/proof/bearer.js';

const token = makeBearerToken();
const other = makeBearerToken();

describe('a bearer token', () => {
  test('has 256 bits in characters that a header takes, and is new each time', () => {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(token).not.toBe(other);
    expect(readBearerToken(token)).toBe(token);
  });

  test('that openssl made is one too', () => {
    for (const made of ['q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=', 'a+/b'.repeat(11)]) {
      expect(readBearerToken(made)).toBe(made);
    }
  });

  test.each([
    ['missing', undefined],
    ['missing', ''],
    ['not_text', 1234],
    ['has_spaces', `${'a'.repeat(40)}\n`],
    ['wrong_length', 'a'.repeat(31)],
    ['option_invalid', 'é'.repeat(40)],
  ])('is refused with %s, without its value', (code, value) => {
    const read = () => readBearerToken(value);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(expect.objectContaining({ code, message: expect.not.stringMatching(/aaa|ééé/) }));
  });
});

describe('the check of Authorization', () => {
  const check = bearerCheck([token, other]);

  test.each([`Bearer ${token}`, `bearer ${other}`, `Bearer  ${token} `])('takes either token: %#', async (header) => {
    await expect(check(header)).resolves.toBe(true);
  });

  test.each([
    null,
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token},${other}`,
    `Bearer ${token.toUpperCase()}`,
    'Bearer undefined',
  ])('takes nothing else: %#', async (header) => {
    await expect(check(header)).resolves.toBe(false);
  });
});
