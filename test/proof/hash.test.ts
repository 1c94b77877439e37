import { makeVerificationSecret, userHash, verifyUserHash } from 'convot/proof';
import { describe, expect, test } from 'vitest';
import vectors from '../vectors/user-hashes.json' with { type: 'json' };

const secret = makeVerificationSecret();

describe('a user_hash is the HMAC-SHA256 of', () => {
  for (const { name, secret, value, hash } of vectors.hashes) {
    test(name, async () => {
      expect(await userHash(secret, value)).toBe(hash);
      expect(await verifyUserHash([secret], value, hash)).toBe(true);
    });
  }
});

describe('userHash', () => {
  test('signs the external id when there is one', async () => {
    const both = await userHash(secret, { external_id: 'user_7', email: 'ada@example.com' });
    expect(both).toBe(await userHash(secret, 'user_7'));
  });

  test('signs the email in lower case when there is none', async () => {
    expect(await userHash(secret, { email: ' Ada@Example.com ' })).toBe(await userHash(secret, 'ada@example.com'));
  });

  test('signs a numeric id as its decimal', async () => {
    expect(await userHash(secret, { external_id: 42 })).toBe(await userHash(secret, '42'));
  });

  test.each([{}, { email: '' }, '', null, { external_id: ' ' }])('%j names nobody', async (person) => {
    await expect(userHash(secret, person as never)).rejects.toMatchObject({ code: 'missing' });
  });

  test('refuses a secret that is an encryption key', async () => {
    await expect(userHash('f'.repeat(32), 'user_7')).rejects.toMatchObject({ code: 'other_kind' });
  });
});

describe('verifyUserHash', () => {
  test('accepts each live secret and the hash in capitals', async () => {
    const other = makeVerificationSecret();
    const hash = await userHash(other, 'user_7');
    expect(await verifyUserHash([secret, other], 'user_7', hash.toUpperCase())).toBe(true);
  });

  test('refuses another value, another secret, another hash', async () => {
    const hash = await userHash(secret, 'user_7');
    expect(await verifyUserHash([secret], 'user_8', hash)).toBe(false);
    expect(await verifyUserHash([makeVerificationSecret()], 'user_7', hash)).toBe(false);
    expect(await verifyUserHash([secret], 'user_7', hash.replace(/^./, hash.startsWith('0') ? '1' : '0'))).toBe(false);
    expect(await verifyUserHash([], 'user_7', hash)).toBe(false);
  });

  test.each(['', 'x'.repeat(64), 'ab', null, 7, {}])('%j is wrong, not an error', async (hash) => {
    expect(await verifyUserHash([secret], 'user_7', hash as never)).toBe(false);
  });

  test('a hash cut short or drawn out is wrong', async () => {
    const hash = await userHash(secret, 'user_7');
    expect(await verifyUserHash([secret], 'user_7', hash.slice(0, 62))).toBe(false);
    expect(await verifyUserHash([secret], 'user_7', `${hash}00`)).toBe(false);
  });
});
