import { makeIdentityKey, openToken, sealToken, TOKEN_REFUSALS } from 'convot/proof';
import { ConvotError } from 'convot/protocol';
import { EncryptJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import vectors from '../vectors/identity-tokens.json' with { type: 'json' };

const { keys, audience, now } = vectors;

describe('a token opens with', () => {
  for (const { name, token, payload } of vectors.opens) {
    test(name, async () => {
      expect(await openToken(token, { keys, audience, now })).toEqual(payload);
    });
  }
});

describe('a token is refused for', () => {
  for (const { name, token, reason } of vectors.refused) {
    test(`${name}: ${reason}`, async () => {
      const error = await openToken(token, { keys, audience, now }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConvotError);
      expect(error).toMatchObject({ code: 'token_invalid', reason });
    });
  }
});

test('every refusal has a vector', () => {
  const shown = new Set(vectors.refused.map(({ reason }) => reason));
  expect(Object.keys(TOKEN_REFUSALS).filter((reason) => !shown.has(reason))).toEqual([]);
});

test('no error says anything of the token', async () => {
  for (const { token } of vectors.refused.filter(({ token }) => token.length > 60)) {
    const error = await openToken(token, { keys, audience, now }).catch((thrown: Error) => thrown);
    const told = `${(error as Error).message} ${(error as Error).cause} ${(error as Error).stack}`;
    for (const part of token.split('.').filter((each) => each.length > 10)) expect(told).not.toContain(part);
    expect(told).not.toMatch(/ada@example|user_1815/);
  }
});

test('a token that jose alone made, as the Megadesk document’s route does, opens', async () => {
  const key = makeIdentityKey();
  const token = await new EncryptJWT({
    userDetail: { id: 7, plan: 'pro' },
    integrations: { stripe: { customerId: 'c' } },
  })
    .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .encrypt(Buffer.from(key, 'hex'));
  const opened = await openToken(token, { keys: [{ key }], audience });
  expect(opened).toMatchObject({ userDetail: { id: 7, plan: 'pro' }, integrations: { stripe: { customerId: 'c' } } });
});

test('a token that is not text is refused, never an exception of another kind', async () => {
  for (const token of [undefined, null, 7, {}, ['a']] as never[]) {
    await expect(openToken(token, { keys, audience, now })).rejects.toMatchObject({ reason: 'not_a_token' });
  }
});

test('keys are told apart from refusals: without keys, or with a wrong one, the caller is wrong', async () => {
  const token = await sealToken({}, { key: makeIdentityKey() });
  await expect(openToken(token, { keys: [], audience })).rejects.toMatchObject({ code: 'missing' });
  await expect(openToken(token, { keys: [{ key: 'f'.repeat(64) }], audience })).rejects.toThrow(TypeError);
  await expect(openToken(token, { keys, audience: '' })).rejects.toMatchObject({ code: 'missing' });
});
