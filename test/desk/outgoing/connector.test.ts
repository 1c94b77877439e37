import { connect as connectTcp } from 'node:net';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createConnector, type OutgoingRequest } from '../../../desk/src/outgoing/index.js';
import { stubNetwork } from './network.js';
import { CERTIFICATE, type Handler, serve, serveTls, type TestServer } from './servers.js';

const ADDRESS = '93.184.215.14';
const TIME_MS = 20_000;
const local = createConnector({ reach: 'public_or_loopback', authorities: CERTIFICATE });
const answer =
  (text: string): Handler =>
  (socket) =>
    socket.end(text);
const OK = answer('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Two: a\r\nX-Two: b\r\n\r\n{"plan":"pro"}');

let server: TestServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
  server = undefined;
});

async function sent(request: Partial<OutgoingRequest>, path = '/') {
  server = await serve(OK);
  const result = await local.call({ url: `http://127.0.0.1:${server.port}${path}`, timeMs: TIME_MS, ...request });
  const [head = '', body = ''] = server.received().split('\r\n\r\n');
  return { result, lines: head.split('\r\n'), body, host: `127.0.0.1:${server.port}` };
}

describe('what is sent', () => {
  test('by GET: the address as it is, and no more headers than needed', async () => {
    const { lines, body, host } = await sent(
      { expect: 'json', headers: { Authorization: 'Bearer abc' } },
      '/a?x=1&id=y#z',
    );
    expect(lines).toEqual([
      'GET /a?x=1&id=y HTTP/1.1',
      `Host: ${host}`,
      'User-Agent: Convot',
      'Accept: application/json',
      'Accept-Encoding: identity',
      'Authorization: Bearer abc',
      'Connection: close',
    ]);
    expect(body).toBe('');
  });

  test('by POST: the body, byte for byte, and its length', async () => {
    const headers = { 'content-type': 'application/json', accept: 'text/x', 'user-agent': 'Other' };
    const { lines, body } = await sent({ method: 'POST', body: '{"name":"Zoë"}', headers });
    expect(lines).toEqual(expect.arrayContaining(['accept: text/x', 'user-agent: Other', 'Content-Length: 15']));
    expect(lines.filter((line) => /^(?:accept|user-agent):/i.test(line))).toHaveLength(2);
    expect(Buffer.from(body, 'latin1').toString()).toBe('{"name":"Zoë"}');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('by %s without a body: a length of 0', async (method) => {
    expect((await sent({ method })).lines).toContain('Content-Length: 0');
  });

  test('one request per connection, and the connection is closed', async () => {
    const { result } = await sent({});
    expect(result.ok).toBe(true);
    await local.call({ url: `http://127.0.0.1:${server?.port}/`, timeMs: TIME_MS });
    expect(server?.connections).toBe(2);
    await server?.emptied();
  });
});

describe('what comes back', () => {
  test('is status, headers, bytes, value and how long each step took', async () => {
    const { result } = await sent({ expect: 'json' });
    expect(result).toMatchObject({ ok: true, status: 200, json: { plan: 'pro' }, bytes: 14 });
    if (!result.ok) throw new Error(result.code);
    expect(result.headers.get('x-two')).toBe('a, b');
    expect(Buffer.from(result.body).toString()).toBe('{"plan":"pro"}');
    const { tls, total, ...steps } = result.timing;
    expect(tls).toBeNull();
    const sum = Object.values(steps).reduce<number>((all, step) => all + (step ?? Number.NaN), 0);
    expect(sum).toBeLessThanOrEqual(total + 1);
  });

  test('is no JSON unless it was asked for', async () => {
    const { result } = await sent({});
    expect(result).toMatchObject({ ok: true, json: undefined, bytes: 14 });
  });

  test('may be larger or smaller by the limit of the call', async () => {
    expect((await sent({ maxBytes: 14 })).result).toMatchObject({ ok: true });
    await server?.stop();
    expect((await sent({ maxBytes: 13 })).result).toMatchObject({
      ok: false,
      code: 'too_large',
      step: 'body',
      bytes: expect.any(Number),
    });
  });

  test('is an error status where the call accepts any, but never a redirect', async () => {
    server = await serve(answer('HTTP/1.1 404 No\r\n\r\nnothing'));
    const url = `http://127.0.0.1:${server.port}/`;
    expect(await local.call({ url, accept: 'any', timeMs: TIME_MS })).toMatchObject({
      ok: true,
      status: 404,
      bytes: 7,
    });
    await server.stop();
    server = await serve(answer('HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n'));
    const elsewhere = `http://127.0.0.1:${server.port}/`;
    expect(await local.call({ url: elsewhere, accept: 'any', timeMs: TIME_MS })).toMatchObject({ code: 'redirect' });
    expect(server.connections).toBe(1);
  });

  test('of HEAD is no body, whatever its length would be', async () => {
    server = await serve(answer('HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n'));
    const result = await local.call({ url: `http://127.0.0.1:${server.port}/`, method: 'HEAD', timeMs: TIME_MS });
    expect(result).toMatchObject({ ok: true, bytes: 0 });
  });

  test('of a failure is nothing that was sent or received', async () => {
    server = await serve(answer('HTTP/1.1 500 secret-reason\r\nX: secret-header\r\n\r\nsecret-body'));
    const url = `http://127.0.0.1:${server.port}/secret-path?id=secret-id`;
    const result = await local.call({ url, headers: { Authorization: 'Bearer secret-token' }, timeMs: TIME_MS });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toMatch(/secret|127/);
  });
});

describe('a request that would be another one than it seems is not sent:', () => {
  test.each<[string, Partial<OutgoingRequest>, string]>([
    ['a line break in a value', { headers: { 'X-Id': 'a\r\nX-Admin: 1' } }, 'x-id'],
    ['a bare line feed', { headers: { 'X-Id': 'a\nb' } }, 'x-id'],
    ['a bare carriage return', { headers: { 'X-Id': 'a\rb' } }, 'x-id'],
    ['a zero', { headers: { 'X-Id': 'a\0' } }, 'x-id'],
    ['a character beyond Latin-1', { headers: { 'X-Id': 'ā' } }, 'x-id'],
    ['a line break in a name', { headers: { 'X-Id\r\nX-Admin': '1' } }, 'header'],
    ['a colon in a name', { headers: { 'X-Id:': '1' } }, 'header'],
    ['an empty name', { headers: { '': '1' } }, 'header'],
    ['a value that is no text', { headers: { 'X-Id': 7 as never } }, 'x-id'],
    ['one header in two spellings', { headers: { 'X-Id': '1', 'x-id': '2' } }, 'x-id'],
    ['another host', { headers: { Host: 'internal' } }, 'host'],
    ['a length of its own', { method: 'POST', body: 'x', headers: { 'content-length': '0' } }, 'content-length'],
    ['chunks of its own', { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, 'transfer-encoding'],
    ['a wish for compression', { headers: { 'accept-encoding': 'gzip' } }, 'accept-encoding'],
    ['a connection kept alive', { headers: { Connection: 'keep-alive' } }, 'connection'],
    ['another protocol', { headers: { Upgrade: 'h2c' } }, 'upgrade'],
    ['a body with GET', { body: 'x' }, 'body'],
    ['a body with HEAD', { method: 'HEAD', body: '' }, 'body'],
    ['a method of its own', { method: 'CONNECT' as never }, 'method'],
    ['a method with a line break', { method: 'GET / HTTP/1.1\r\nX: y' as never }, 'method'],
    ['a method in small letters', { method: 'get' as never }, 'method'],
  ])('%s', async (_, request, detail) => {
    const network = stubNetwork(async () => [ADDRESS]);
    const result = await createConnector(network).call({ url: 'https://api.example.com/', ...request });
    expect(result).toMatchObject({ ok: false, code: 'request_invalid', step: 'request', detail });
    expect([network.asked, network.dialled]).toEqual([[], []]);
  });

  test('no header makes a second request or header, whatever it is', async () => {
    server = await serve(OK);
    const { port } = server;
    let lines = 0;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (value) => {
        const result = await local.call({
          url: `http://127.0.0.1:${port}/`,
          headers: { 'X-Id': value },
          timeMs: TIME_MS,
        });
        if (result.ok) lines += 7;
        expect(server?.received().split('\r\n').filter(Boolean).length).toBe(lines);
      }),
      { numRuns: 200 },
    );
  });
});

describe('over TLS', () => {
  /** A public host as it would be, played by a server on loopback. */
  function asPublic(port: number) {
    return stubNetwork(
      async () => [ADDRESS],
      () => Object.defineProperty(connectTcp(port, '127.0.0.1'), 'remoteAddress', { value: ADDRESS }),
    );
  }

  test('a public host is called by its name, and told it', async () => {
    let name: string | false | null = null;
    server = await serveTls((socket) => {
      name = (socket as TLSSocket).servername;
      OK(socket);
    });
    const network = asPublic(server.port);
    const connector = createConnector({ ...network, authorities: CERTIFICATE });
    const result = await connector.call({ url: 'https://API.example.com./x', expect: 'json', timeMs: TIME_MS });
    expect(result).toMatchObject({ ok: true, json: { plan: 'pro' } });
    expect(result.timing.tls).toBeGreaterThan(0);
    expect([name, network.dialled]).toEqual(['api.example.com', [`${ADDRESS} 443`]]);
    expect(server.received()).toContain('\r\nHost: api.example.com\r\n');
    await server.emptied();
  });

  test.each([
    ['another name', 'https://shop.example.com/', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a name above its own', 'https://example.com/', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a name below its own', 'https://x.api.example.com/', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another address', `https://${ADDRESS}/`, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate does not do for %s', async (_, url, detail) => {
    server = await serveTls(OK);
    const connector = createConnector({ ...asPublic(server.port), authorities: CERTIFICATE });
    expect(await connector.call({ url, timeMs: TIME_MS })).toMatchObject({ code: 'tls_failed', step: 'tls', detail });
    expect(server.received()).toBe('');
  });

  test('a certificate that nobody vouches for does not do, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    server = await serveTls(OK);
    const connector = createConnector(asPublic(server.port));
    const result = await connector.call({ url: 'https://api.example.com/', timeMs: TIME_MS });
    expect(result).toMatchObject({ code: 'tls_failed', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.received()).toBe('');
    await server.emptied();
  });
});

describe('with a reach of anywhere, for what the operator configured', () => {
  test('names of the system and plain http are called, under the same limits', async () => {
    server = await serve(OK);
    const anywhere = createConnector({ reach: 'anywhere' });
    const url = `http://localhost:${server.port}/`;
    expect(await anywhere.call({ url, timeMs: TIME_MS })).toMatchObject({ ok: true, status: 200 });
    expect(await anywhere.call({ url, timeMs: TIME_MS, maxBytes: 5 })).toMatchObject({ ok: false, code: 'too_large' });
    expect(await anywhere.call({ url: url.replace('//', '//u:p@') })).toMatchObject({ code: 'credentials_in_url' });
  });

  test.each(['http://ollama:11434/', 'http://10.0.0.7/', 'https://models.internal/', 'http://[fd00::7]:8000/'])(
    '%s is called',
    async (url) => {
      const dialled: string[] = [];
      const connect = ({ address }: { address: string }) => {
        dialled.push(address);
        throw new Error('seen');
      };
      const connector = createConnector({ reach: 'anywhere', resolve: async () => ['10.0.0.7'], connect });
      await expect(connector.call({ url })).rejects.toThrow('seen');
      expect(dialled).toHaveLength(1);
    },
  );
});
