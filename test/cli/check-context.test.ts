import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeBearerToken, makeSigningSecret } from 'convot/proof';
import { contextRoute, type Route } from 'convot/server';
import { afterEach, describe, expect, test } from 'vitest';
import { checkContext } from '../../src/cli/check-context.js';
import { closeAll, convot, listen, mount, told } from './endpoint.js';

const token = makeBearerToken();
const facts = { type: 'customer', plan: 'pro', links: [{ label: 'Admin', url: 'https://admin.example/1' }] };
const good = contextRoute({
  token,
  pattern: /acct_\d+/,
  find: (id) => (id === 'acct_1' ? facts : null),
  onError: () => undefined,
});

afterEach(closeAll);

function check(address: string, ...options: string[]) {
  const args = ['check', 'context', address, '--token-env', 'TOKEN', '--id', 'acct_1', '--json', ...options];
  return convot(args, { TOKEN: token });
}

/** What a faulty endpoint is told: everything but the rules that it keeps. */
async function complaints(route: Route, ...options: string[]): Promise<[number, string[]]> {
  const { code, out } = await check(await mount(route), ...options);
  return [code, told(out, 'broken', 'hint')];
}

/** The good endpoint, but for some requests. */
function but(when: (identifier: string | null, request: Request) => boolean, instead: Route): Route {
  return (request) => (when(new URL(request.url).searchParams.get('id'), request) ? instead(request) : good(request));
}
const asked = (id: string | null, { headers }: Request) =>
  id === 'acct_1' && headers.get('Authorization') === `Bearer ${token}`;
const json = (body: unknown, init: ResponseInit = {}) =>
  Response.json(body, { ...init, headers: { 'Cache-Control': 'no-store', ...init.headers } });

describe('an endpoint that keeps the contract', () => {
  test.each(['GET', 'POST'])('passes by %s, with a tick for each rule', async (method) => {
    const { code, out } = await check(await mount(good), '--method', method);
    expect(code).toBe(0);
    expect(told(out, 'broken', 'hint', 'unchecked')).toEqual(['unchecked public']);
    expect(told(out, 'kept').length).toBe(17);
  });

  test('passes under another parameter', async () => {
    const named = contextRoute({
      token,
      pattern: /acct_\d+/,
      parameter: 'account',
      find: (id) => (id === 'acct_1' ? facts : null),
    });
    expect((await check(await mount(named), '--parameter', 'account')).code).toBe(0);
    expect(await complaints(named)).toEqual([1, ['broken known']]);
  });

  test('is asked with what a desk sends, and with nothing that writes', async () => {
    const seen: string[] = [];
    const address = await mount((request) => {
      seen.push(`${request.method} ${request.headers.get('Accept')} ${request.headers.get('Accept-Encoding')}`);
      return good(request);
    });
    await check(address);
    expect(new Set(seen)).toEqual(new Set(['GET application/json identity']));
    expect(seen.length).toBe(7);
  });
});

describe('an endpoint that breaks a rule is told which', () => {
  test.each<[string, Route, string[]]>([
    ['a redirect', but(asked, async () => Response.redirect('https://a.example/', 302)), ['broken no_redirect']],
    ['a status', but(asked, async () => json({}, { status: 500 })), ['broken status']],
    ['no JSON type', but(asked, async () => new Response('{"a":1}')), ['broken json']],
    ['HTML', but(asked, async () => json({}, { headers: { 'Content-Type': 'text/html' } })), ['broken json']],
    [
      'no JSON',
      but(asked, async () => new Response('{', { headers: { 'Content-Type': 'application/json' } })),
      ['broken json'],
    ],
    ['64 KB', but(asked, async () => json({ blob: 'x'.repeat(65_536) })), ['broken size']],
    ['a list', but(asked, async () => json([facts])), ['broken object']],
    ['null', but(asked, async () => json(null)), ['broken object']],
    ['no facts for the known one', but(asked, async () => json({})), ['broken known']],
    [
      '404 for the unknown',
      but(
        (id) => id?.startsWith('convot') === true,
        async () => json({}, { status: 404 }),
      ),
      ['broken unknown'],
    ],
    [
      'facts for the unknown',
      but(
        (id) => id?.startsWith('convot') === true,
        async () => json(facts),
      ),
      ['broken unknown'],
    ],
    [
      '400 without identifier',
      but(
        (id) => id === null,
        async () => json({}, { status: 400 }),
      ),
      ['broken missing'],
    ],
    [
      '500 for a quote',
      but(
        (id) => id?.includes("'") === true,
        async () => json({}, { status: 500 }),
      ),
      ['broken format'],
    ],
    [
      'facts for a quote',
      but(
        (id) => id?.includes("'") === true,
        async () => json(facts),
      ),
      ['broken format'],
    ],
    [
      'facts for any length',
      but(
        (id) => (id?.length ?? 0) > 256,
        async () => json(facts),
      ),
      ['broken format'],
    ],
    [
      'no look at the token',
      (request) => good(new Request(request, { headers: { Authorization: `Bearer ${token}` } })),
      ['broken bearer_missing', 'broken bearer_wrong'],
    ],
    [
      '403 without token',
      but(
        (_, { headers }) => !headers.has('Authorization'),
        async () => json({}, { status: 403 }),
      ),
      ['broken bearer_missing'],
    ],
    [
      'a comparison of the beginning alone',
      (request) => {
        const close = request.headers.get('Authorization')?.startsWith(`Bearer ${token.slice(0, 20)}`);
        return good(close ? new Request(request, { headers: { Authorization: `Bearer ${token}` } }) : request);
      },
      ['broken bearer_wrong'],
    ],
  ])('%s', async (_, route, expected) => {
    expect(await complaints(route)).toEqual([1, expected]);
  });

  test('400 for a strange identifier is as good as {}', async () => {
    const strict = but(
      (id) => (id?.length ?? 0) > 256 || id?.includes("'") === true,
      async () => json({}, { status: 400 }),
    );
    expect(await complaints(strict)).toEqual([0, []]);
  });

  test.each<[string, unknown, ResponseInit, string]>([
    ['a cache may keep it', facts, { headers: { 'Cache-Control': 'private' } }, 'hint context_no_store'],
    ['a password hash', { user: [{ password_hash: 'x' }] }, {}, 'hint no_secrets'],
    ['links of another shape', { plan: 'pro', links: [{ label: 'x', url: 'javascript:1' }] }, {}, 'hint links'],
  ])('a hint, which fails under --strict alone: %s', async (_, body, init, hint) => {
    const route = but(asked, async () => json(body, init));
    expect(await complaints(route)).toEqual([0, [hint]]);
    expect(await complaints(route, '--strict')).toEqual([1, [hint]]);
  });

  test('the paths of fields like secrets are named, their values are not', async () => {
    const { out } = await check(await mount(but(asked, async () => json({ user: [{ apiKey: 'sk_live_1' }] }))));
    expect(out).toContain('user.apiKey');
    expect(out).not.toContain('sk_live_1');
  });

  test('with a reason and a remedy on its line', async () => {
    const address = await mount(but(asked, async () => json({}, { status: 503 })));
    const { out } = await convot(['check', 'context', address, '--token-env', 'T', '--id', 'acct_1'], { T: token });
    expect(out).toMatch(/^✗ It answers 200: it answered 503\n {2}→ .+onError/m);
    expect(out).toMatch(/^✓ It answers itself, without a redirect$/m);
    expect(out).toMatch(/^– The body is a JSON object: not checked/m);
    expect(out).toMatch(/\d+ kept, 1 broken, 0 hints, \d+ not checked\n$/);
  });
});

describe('an endpoint that cannot be reached', () => {
  test('is told with the code of the network', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { code, out } = await check(`http://127.0.0.1:${port}/`);
    expect([code, told(out, 'broken')]).toEqual([1, ['broken reached']]);
    expect(out).toContain('ECONNREFUSED');
    expect(told(out, 'kept')).toEqual(['kept https', 'kept clean_address']);
  });

  test.each(['headers', 'the rest of a body'])('in time is late: it waits for %s', async (part) => {
    const origin = await listen((_, response) => {
      if (part === 'headers') return;
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{');
    });
    const asking = {
      url: new URL(origin),
      token,
      id: 'acct_1',
      unknownId: 'x',
      parameter: 'id',
      method: 'GET',
    } as const;
    const findings = await checkContext({ ...asking, limitMs: 50 });
    expect(findings.find(({ rule }) => rule === 'reached')).toMatchObject({
      outcome: 'broken',
      reason: /no whole answer/,
    });
  });
});

describe('no secret is sent', () => {
  test.each([
    ['over plain http', 'http://shop.example/api', ['broken https']],
    ['to an address with a password', 'https://user:pass@127.0.0.1/api', ['broken clean_address']],
  ])('%s', async (_, address, expected) => {
    const { code, out } = await check(address);
    expect([code, told(out, 'broken')]).toEqual([1, expected]);
    expect(out).not.toContain('pass@');
    expect(told(out, 'unchecked')).toContain('unchecked reached');
  });
});

describe('an endpoint that asks for signatures', () => {
  const secret = makeSigningSecret();
  const find = (id: string) => (id === 'acct_1' ? facts : null);
  const signed = contextRoute({ token, signingSecret: secret, pattern: /acct_\d+/, find });
  const checkSigned = (address: string, ...options: string[]) => {
    const args = ['check', 'context', address, '--token-env', 'TOKEN', '--id', 'acct_1', '--json'];
    return convot([...args, '--signing-env', 'SIGNING', ...options], { TOKEN: token, SIGNING: secret });
  };

  test.each(['GET', 'POST'])('passes by %s, with one tick more', async (method) => {
    const { code, out } = await checkSigned(await mount(signed), '--method', method);
    expect([code, told(out, 'broken', 'hint')]).toEqual([0, []]);
    expect(told(out, 'kept')).toContain('kept signature');
  });

  test('is told when it answers without one, or to any', async () => {
    const { code, out } = await checkSigned(await mount(good));
    expect([code, told(out, 'broken', 'hint')]).toEqual([1, ['broken signature']]);
    const lax: Route = (request) => (request.headers.has('Convot-Signature') ? good(request) : signed(request));
    expect(told((await checkSigned(await mount(lax))).out, 'broken')).toEqual(['broken signature']);
  });

  test('is refused by a check that does not sign', async () => {
    expect(await complaints(signed)).toMatchObject([1, expect.arrayContaining(['broken status'])]);
  });
});
