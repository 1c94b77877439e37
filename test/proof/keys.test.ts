import { makeIdentityKey, makeVerificationSecret, readIdentityKey, readVerificationSecret } from 'convot/proof';
import { describe, expect, test } from 'vitest';

const HEX_16 = '00112233445566778899aabbccddeeff';
const HEX_32 = HEX_16 + HEX_16;

describe('what is wrong with a key is said by name, and the key is not', () => {
  test.each([
    ['nothing', undefined, 'missing', /missing/],
    ['empty text', '', 'missing', /environment variable/],
    ['bytes', Buffer.from(HEX_16, 'hex'), 'not_text', /text/],
    ['a line break at the end', `${HEX_16}\n`, 'has_spaces', /white space/],
    ['a letter that is not hex', `${HEX_16.slice(0, -1)}g`, 'not_hex', /not hex/],
    ['base64', 'ABEiM0RVZneImaq7zN3u/w==', 'not_hex', /not hex/],
    ['31 characters', HEX_16.slice(1), 'wrong_length', /not 31/],
    ['the verification secret', HEX_32, 'other_kind', /looks like the verification secret.*64 hex characters where 32/],
  ])('an encryption key: %s', (_, key, code, message) => {
    const error = caught(() => readIdentityKey(key));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    if (key) expect(String(error)).not.toContain(String(key).slice(0, 12));
  });

  test.each([
    ['the encryption key', HEX_16, 'other_kind', /looks like the encryption key.*32 hex characters where 64/],
    ['63 characters', HEX_32.slice(1), 'wrong_length', /not 63/],
    ['nothing', null, 'missing', /missing/],
  ])('a verification secret: %s', (_, secret, code, message) => {
    const error = caught(() => readVerificationSecret(secret));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    if (secret) expect(String(error)).not.toContain(secret.slice(0, 12));
  });
});

test('made keys are acceptable, of the right kind and never the same', () => {
  const keys = Array.from({ length: 20 }, makeIdentityKey);
  const secrets = Array.from({ length: 20 }, makeVerificationSecret);
  for (const key of keys) expect(readIdentityKey(key)).toMatch(/^[0-9a-f]{32}$/);
  for (const secret of secrets) expect(readVerificationSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set([...keys, ...secrets]).size).toBe(40);
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
