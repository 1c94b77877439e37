import { ConfigurationError, makeIdentityKey, openToken, sealToken } from 'convot/proof';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';

const key = makeIdentityKey();
const open = (token: string, audience = 'app_1') => openToken(token, { keys: [{ key }], audience });

describe('sealToken', () => {
  test('seals what openToken opens', async () => {
    const payload = {
      sub: 'user_7',
      userDetail: { plan: 'pro', nested: { a: [1] } },
      integrations: { crm: { id: 'x' } },
    };
    expect(await open(await sealToken(payload, { key }))).toMatchObject(payload);
  });

  test('a numeric sub is sealed as its decimal', async () => {
    expect((await open(await sealToken({ sub: 42 }, { key }))).sub).toBe('42');
  });

  test('roots are written as their own toJSON says', async () => {
    class Row {
      toJSON() {
        return { since: new Date(0), plan: 'pro' };
      }
    }
    const { userDetail } = await open(await sealToken({ userDetail: new Row() }, { key }));
    expect(userDetail).toEqual({ since: '1970-01-01T00:00:00.000Z', plan: 'pro' });
  });

  test('other roots are left out', async () => {
    const payload = { userDetail: {}, iat: 1, aud: 'x', password: 'hunter2' };
    expect(Object.keys(await open(await sealToken(payload, { key }))).sort()).toEqual([
      'exp',
      'iat',
      'integrations',
      'userDetail',
    ]);
  });

  test('a token that names its app opens for no other', async () => {
    const token = await sealToken({}, { key, audience: 'app_1' });
    await expect(open(token)).resolves.toBeTruthy();
    await expect(open(token, 'app_2')).rejects.toMatchObject({ reason: 'wrong_audience' });
  });

  test('the kid stands in the header', async () => {
    expect(decodeProtectedHeader(await sealToken({}, { key, kid: 'k2' }))).toEqual({
      alg: 'dir',
      enc: 'A128GCM',
      kid: 'k2',
    });
  });

  test('it lives as long as was asked', async () => {
    const token = await sealToken({}, { key, lifetime: 60, now: 1_000 });
    const at = (now: number) => openToken(token, { keys: [{ key }], audience: 'a', now });
    await expect(at(1_119)).resolves.toMatchObject({ iat: 1_000, exp: 1_060 });
    await expect(at(1_120)).rejects.toMatchObject({ reason: 'expired' });
  });

  test.each([0, -1, 3_601, 1.5, Number.NaN])('a lifetime of %s seconds is refused', async (lifetime) => {
    await expect(sealToken({}, { key, lifetime })).rejects.toMatchObject({ code: 'option_invalid' });
  });

  test('the larger root of a token above 16 KB is named, and nothing of it is told', async () => {
    const blob = 'secret '.repeat(2_000);
    const [byDetail, byIntegrations] = await Promise.all(
      [{ userDetail: { blob } }, { integrations: { blob } }].map((payload) =>
        sealToken(payload, { key }).catch((e) => e),
      ),
    );
    expect(byDetail).toMatchObject({ code: 'too_large', reason: 'userDetail' });
    expect(byIntegrations).toMatchObject({ code: 'too_large', reason: 'integrations' });
    expect(byDetail.message).not.toContain('secret');
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['a list as userDetail', { userDetail: [] }],
    ['text as integrations', { integrations: 'stripe' }],
    ['a BigInt', { userDetail: { id: 1n } }],
    ['a function', { userDetail: () => 1 }],
    ['an object as sub', { sub: {} }],
  ])('%s is no payload', async (_, payload) => {
    const error = await sealToken(payload as never, { key }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: 'payload_invalid' });
  });
});
