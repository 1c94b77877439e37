import { ConfigurationError, makeIdentityKey, openToken } from 'convot/proof';
import { type IdentityRouteOptions, identityRoute } from 'convot/server';
import { describe, expect, test, vi } from 'vitest';

const key = makeIdentityKey();
const ADDRESS = 'https://shop.example/api/megadesk-identity';
const ada = { userDetail: { id: 'user_1815' }, integrations: { stripe: { customerId: 'cus_1' } } };

const route = (options: Partial<IdentityRouteOptions> = {}) =>
  identityRoute({ app: 'app_1', key, user: () => ada, ...options });
const ask = (headers: Record<string, string> = {}, method = 'GET') => new Request(ADDRESS, { headers, method });

describe('identityRoute answers', () => {
  test('a token that opens for its app alone', async () => {
    const { identity } = await (await route()(ask())).json();
    await expect(openToken(identity, { keys: [{ key }], audience: 'app_1' })).resolves.toMatchObject(ada);
    await expect(openToken(identity, { keys: [{ key }], audience: 'app_2' })).rejects.toMatchObject({
      code: 'token_invalid',
    });
  });

  test('sealed with the new key alone while a key is rotated', async () => {
    const previousKey = makeIdentityKey();
    const { identity } = await (await route({ previousKey })(ask())).json();
    await expect(openToken(identity, { keys: [{ key }], audience: 'app_1' })).resolves.toMatchObject(ada);
    await expect(openToken(identity, { keys: [{ key: previousKey }], audience: 'app_1' })).rejects.toMatchObject({
      reason: 'wrong_key',
    });
  });

  test.each([null, undefined])('{ identity: null } when user() says %s', async (nobody) => {
    const response = await route({ user: async () => nobody })(ask());
    expect([response.status, await response.json()]).toEqual([200, { identity: null }]);
  });

  test('by the session of the request that asks', async () => {
    const answer = route({ user: ({ headers }) => (headers.get('Cookie') === 'session=ada' ? ada : null) });
    expect(await (await answer(ask())).json()).toEqual({ identity: null });
    expect((await (await answer(ask({ Cookie: 'session=ada' }))).json()).identity).toEqual(expect.any(String));
  });

  test('what no cache may keep, also when it refuses', async () => {
    const refused = route()(ask({ 'Sec-Fetch-Site': 'cross-site' }));
    for (const response of [await route()(ask()), await refused]) {
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    }
  });
});

describe('identityRoute refuses', () => {
  test.each(['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s, and says what it takes', async (method) => {
    const user = vi.fn(() => ada);
    const response = await route({ user })(ask({}, method));
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET']);
    expect(user).not.toHaveBeenCalled();
  });

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
  ])('a page of another site: %j', async (headers) => {
    const user = vi.fn(() => ada);
    const response = await route({ user })(ask(headers));
    expect([response.status, (await response.json()).error.code]).toEqual([403, 'forbidden']);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(user).not.toHaveBeenCalled();
  });

  test.each([
    [{}],
    [{ 'Sec-Fetch-Site': 'same-origin' }],
    [{ 'Sec-Fetch-Site': 'none' }],
    [{ Origin: 'https://shop.example' }],
  ])('not its own pages: %j', async (headers) => {
    expect((await route()(ask(headers))).status).toBe(200);
  });
});

describe('identityRoute with origins', () => {
  const answer = route({ origins: ['https://www.shop.example'] });

  test('answers a page of that origin with its CORS headers', async () => {
    const response = await answer(ask({ 'Sec-Fetch-Site': 'same-site', Origin: 'https://www.shop.example' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://www.shop.example');
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(response.headers.get('Vary')).toBe('Origin');
  });

  test('still refuses every other', async () => {
    for (const Origin of ['https://shop.example.evil', 'http://www.shop.example', 'null']) {
      expect((await answer(ask({ 'Sec-Fetch-Site': 'cross-site', Origin }))).status).toBe(403);
    }
  });
});

describe('when user() fails', () => {
  test('the browser gets a code alone, the owner the error', async () => {
    const fault = new Error('connect ECONNREFUSED db.internal for ada@example.com');
    const onError = vi.fn();
    const user = () => Promise.reject(fault);
    const response = await route({ user, onError })(ask());
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([500, 'internal']);
    expect(text).not.toMatch(/ECONNREFUSED|ada@/);
    expect(onError).toHaveBeenCalledExactlyOnceWith(fault);
  });

  test('a payload above 16 KB is told with its larger root', async () => {
    const onError = vi.fn();
    const user = () => ({ ...ada, integrations: { blob: 'x'.repeat(20_000) } });
    const response = await route({ user, onError })(ask());
    expect([response.status, (await response.json()).error.code]).toEqual([500, 'too_large']);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'too_large', reason: 'integrations' });
  });
});

describe('a wrong option is told at once', () => {
  test.each([
    ['no app', { app: '' }, 'missing'],
    ['no key', { key: undefined }, 'missing'],
    ['the verification secret as key', { key: 'f'.repeat(64) }, 'other_kind'],
    ['the same key as the previous one', { previousKey: key.toUpperCase() }, 'option_invalid'],
    ['a previous key that lost a character', { previousKey: key.slice(1) }, 'wrong_length'],
    ['no user()', { user: undefined }, 'missing'],
    ['a lifetime of a day', { lifetime: 86_400 }, 'option_invalid'],
    ['an address as origin', { origins: ['https://www.shop.example/'] }, 'option_invalid'],
    ['every origin', { origins: ['*'] }, 'option_invalid'],
  ])('%s', (_, option, code) => {
    const make = () => route(option as never);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});
