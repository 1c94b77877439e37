import { makeIdentityKey, sealToken } from 'convot/proof';
import { identityRoute, type Route } from 'convot/server';
import { EncryptJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, convot, mount, told } from './endpoint.js';

const key = makeIdentityKey();
const COOKIE = 'session=ada-1815';
const payload = {
  userDetail: { id: 'user_1815', email: 'ada@example.com', name: 'Ada Lovelace' },
  integrations: { stripe: { customerId: 'cus_1' } },
};
const isLoggedIn = ({ headers }: Request) => headers.get('Cookie') === COOKIE;
const good = identityRoute({ app: 'app_1', key, user: (request) => (isLoggedIn(request) ? payload : null) });

afterEach(closeAll);

const LOGGED_IN = ['--cookie-env', 'COOKIE', '--app', 'app_1'];

function check(address: string, ...options: string[]) {
  const args = ['check', 'identity', address, '--key-env', 'KEY', '--json', ...options];
  return convot(args, { KEY: key, COOKIE });
}

async function complaints(route: Route, ...options: string[]): Promise<[number, string[]]> {
  const { code, out } = await check(await mount(route), ...LOGGED_IN, ...options);
  return [code, told(out, 'broken', 'hint')];
}

const NO_STORE = { 'Cache-Control': 'no-store' };
const json = (body: unknown, init: ResponseInit = {}) =>
  Response.json(body, { ...init, headers: { ...NO_STORE, ...init.headers } });

/** The good endpoint, but with this instead of its answer to a session. */
const forSession =
  (instead: Route): Route =>
  (request) =>
    isLoggedIn(request) && !request.headers.has('Origin') ? instead(request) : good(request);
const withToken = (token: string | Promise<string>) => forSession(async () => json({ identity: await token }));

interface Sealing {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: string;
}

/** A token as jose seals it, with anything a customer could get wrong. */
function seal({ claims = {}, header = {}, key: sealedWith = key }: Sealing = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const all = { iat: now, exp: now + 3_600, ...payload, ...claims };
  const known = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const secret = Buffer.from(sealedWith, header.enc === 'A256GCM' ? 'utf8' : 'hex');
  return new EncryptJWT(known).setProtectedHeader({ alg: 'dir', enc: 'A128GCM', ...header }).encrypt(secret);
}
const ago = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;

describe('an endpoint that keeps the contract', () => {
  test('passes, with a tick for each rule', async () => {
    const { code, out } = await check(await mount(good), ...LOGGED_IN);
    expect([code, told(out, 'broken', 'hint', 'unchecked')]).toEqual([0, []]);
    expect(told(out, 'kept').length).toBe(25);
  });

  test('passes without a cookie, its token unchecked', async () => {
    const { code, out } = await check(await mount(good));
    expect([code, told(out, 'broken', 'hint')]).toEqual([0, []]);
    expect(told(out, 'unchecked')).toContain('unchecked token_key');
  });

  test('passes with a token as the document seals it: no aud, no kid', async () => {
    expect(await complaints(withToken(seal()))).toEqual([0, []]);
  });

  test('passes with a kid and with several audiences', async () => {
    const token = seal({ header: { kid: 'second' }, claims: { aud: ['app_2', 'app_1'] } });
    expect(await complaints(withToken(token))).toEqual([0, []]);
  });

  test('without --app, an aud is left unchecked', async () => {
    const { code, out } = await check(await mount(good), '--cookie', COOKIE);
    expect([code, told(out, 'broken', 'hint', 'unchecked')]).toEqual([0, ['unchecked token_audience']]);
  });

  test("that refuses another site's page by the origin alone passes too", async () => {
    const route: Route = async (request) =>
      json({ identity: isLoggedIn(request) && !request.headers.has('Origin') ? await seal() : null });
    expect(await complaints(route)).toEqual([0, []]);
  });
});

describe('an endpoint that breaks a rule is told which', () => {
  test.each<[string, Route, string[]]>([
    [
      'a redirect to a login page',
      forSession(async () => Response.redirect('https://a.example/login', 307)),
      ['broken no_redirect'],
    ],
    ['a status', forSession(async () => json({}, { status: 500 })), ['broken status']],
    [
      'no JSON',
      forSession(async () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })),
      ['broken json'],
    ],
    ['64 KB', forSession(async () => json({ identity: 'x'.repeat(70_000) })), ['broken size']],
    [
      'the token at another place',
      forSession(async () => json({ token: await seal() })),
      ['broken identity_shape', 'broken logged_in'],
    ],
    [
      'an object as identity',
      forSession(async () => json({ identity: {} })),
      ['broken identity_shape', 'broken logged_in'],
    ],
    ['no no-store', forSession(async () => Response.json({ identity: await seal() })), ['broken identity_no_store']],
    [
      'a cache for an hour',
      forSession(async () =>
        json({ identity: await seal() }, { headers: { 'Cache-Control': 'private, max-age=3600' } }),
      ),
      ['broken identity_no_store'],
    ],
    ['a session that is nobody', forSession(async () => json({ identity: null })), ['broken logged_in']],
    [
      '401 for the logged-out',
      async (request) => (isLoggedIn(request) ? good(request) : json({}, { status: 401 })),
      ['broken logged_out'],
    ],
    [
      'a token for the logged-out',
      async (request) => (isLoggedIn(request) ? good(request) : json({ identity: await seal() })),
      ['broken logged_out'],
    ],
    [
      'undefined for the logged-out',
      async (request) => (isLoggedIn(request) ? good(request) : json({})),
      ['broken logged_out'],
    ],
  ])('%s', async (_, route, expected) => {
    expect(await complaints(route)).toEqual([1, expected]);
  });

  test('a token for another site: readable is broken, unreadable a hint', async () => {
    const open =
      (headers: (origin: string | null) => Record<string, string>): Route =>
      async (request) =>
        json(
          { identity: isLoggedIn(request) ? await seal() : null },
          { headers: headers(request.headers.get('Origin')) },
        );
    expect(await complaints(open(() => ({})))).toEqual([0, ['hint cross_site']]);
    expect(
      await complaints(
        open(() => ({})),
        '--strict',
      ),
    ).toEqual([1, ['hint cross_site']]);
    const echo = (origin: string | null): Record<string, string> =>
      origin ? { 'Access-Control-Allow-Origin': origin } : {};
    expect(await complaints(open(echo))).toEqual([1, ['broken cross_site']]);
    expect(await complaints(open(() => ({ 'Access-Control-Allow-Origin': '*' })))).toEqual([1, ['broken cross_site']]);
  });
});

describe('a token that breaks a rule is told which', () => {
  test.each<[string, Sealing, string[]]>([
    ['sealed with another key', { key: makeIdentityKey() }, ['broken token_key']],
    ['sealed with the text of the key', { header: { enc: 'A256GCM' } }, ['broken token_algorithm']],
    ['without iat', { claims: { iat: undefined } }, ['broken token_times']],
    ['without exp', { claims: { exp: undefined } }, ['broken token_times']],
    ['expired', { claims: { iat: ago(3_000), exp: ago(100) } }, ['broken token_times']],
    ['issued two hours ago', { claims: { iat: ago(7_200) } }, ['broken token_times']],
    ['issued in the future', { claims: { iat: ago(-600) } }, ['broken token_times']],
    ['for a day', { claims: { exp: ago(-86_400) } }, ['broken token_lifetime']],
    ['for another app', { claims: { aud: 'app_2' } }, ['broken token_audience']],
    ['with text as userDetail', { claims: { userDetail: 'Ada' } }, ['broken token_payload']],
    ['with a list as integrations', { claims: { integrations: [] } }, ['broken token_payload']],
    ['with fields beside userDetail', { claims: { plan: 'pro' } }, ['hint token_roots']],
    [
      'with nobody in it',
      { claims: { userDetail: { plan: 'pro' }, integrations: undefined } },
      ['hint token_person', 'hint recommended_email', 'hint recommended_name', 'hint recommended_stripe'],
    ],
  ])('%s', async (_, sealing, expected) => {
    expect(await complaints(withToken(seal(sealing)))).toEqual([expected[0]?.startsWith('broken') ? 1 : 0, expected]);
  });

  test.each([
    ['text', 'ada@example.com', ['broken token_format']],
    ['a signed JWT', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln', ['broken token_format']],
    ['17,000 characters', 'x'.repeat(17_000), ['broken token_size']],
  ])('%s', async (_, token, expected) => {
    expect(await complaints(withToken(token))).toEqual([1, expected]);
  });

  test('the rules behind the broken one are not ticked', async () => {
    const { out } = await check(await mount(withToken(seal({ key: makeIdentityKey() }))), ...LOGGED_IN);
    expect(told(out, 'kept')).toContain('kept token_algorithm');
    expect(told(out, 'unchecked')).toEqual(expect.arrayContaining(['unchecked token_times', 'unchecked token_person']));
  });

  test('a token without an object has neither times nor an audience to tick', async () => {
    const { CompactEncrypt } = await import('jose');
    const token = await new CompactEncrypt(new TextEncoder().encode('[]'))
      .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
      .encrypt(Buffer.from(key, 'hex'));
    const { out } = await check(await mount(withToken(token)), ...LOGGED_IN);
    expect(told(out, 'broken')).toEqual(['broken token_payload']);
    expect(told(out, 'unchecked')).toEqual(
      expect.arrayContaining(['unchecked token_times', 'unchecked token_audience']),
    );
  });
});

test('nothing of the key, the cookie, the token or the person is printed', async () => {
  const token = await sealToken({ ...payload, userDetail: { email: 'grace@example.com' } }, { key, audience: 'app_2' });
  for (const route of [good, withToken(token), withToken('grace@example.com')]) {
    const address = `${await mount(route)}/?session=secret-query`;
    const plain = await convot(['check', 'identity', address, '--key-env', 'KEY', ...LOGGED_IN], { KEY: key, COOKIE });
    const { out } = await check(address, ...LOGGED_IN);
    for (const text of [out, plain.out, plain.err]) {
      for (const secret of [key, 'ada-1815', token, 'ada@', 'grace@', 'user_1815', 'cus_1', 'secret-query']) {
        expect(text).not.toContain(secret);
      }
    }
  }
});
