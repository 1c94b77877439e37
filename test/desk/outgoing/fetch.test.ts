import { afterEach, describe, expect, test } from 'vitest';
import { createConnector, type FetchLimits, OutgoingError } from '../../../desk/src/outgoing/index.js';
import { stubNetwork } from './network.js';
import { drip, endlessly, type Handler, serve, type TestServer } from './servers.js';

const TIME_MS = 20_000;
const local = createConnector({ reach: 'public_or_loopback' });
const say =
  (text: string): Handler =>
  (socket) =>
    socket.end(text);
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A `fetch` through the connector, and the address of a server that does this. */
async function through(handler: Handler, limits: FetchLimits = {}) {
  server = await serve(handler);
  return { fetch: local.fetch({ timeMs: TIME_MS, ...limits }), url: `http://127.0.0.1:${server.port}/v1/x` };
}

describe('a fetch through the connector answers as the platform does:', () => {
  test('status, headers and body', async () => {
    const { fetch, url } = await through(say(`${HEAD}X-Request-Id: r1\r\n\r\n{"ok":true}`));
    const response = await fetch(url);
    expect(response).toBeInstanceOf(Response);
    expect([response.status, response.ok, response.headers.get('x-request-id')]).toEqual([200, true, 'r1']);
    expect(await response.json()).toEqual({ ok: true });
    await server?.emptied();
  });

  test.each([400, 402, 404, 429, 500, 599])('a status of %i is an answer', async (status) => {
    const { fetch, url } = await through(say(`HTTP/1.1 ${status} No\r\nRetry-After: 1\r\n\r\n{"error":1}`));
    const response = await fetch(url);
    expect([response.status, response.ok, await response.json()]).toEqual([status, false, { error: 1 }]);
  });

  test.each([
    [204, 'GET'],
    [205, 'GET'],
    [200, 'HEAD'],
  ])('%i to %s has no body', async (status, method) => {
    const { fetch, url } = await through(say(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`));
    const response = await fetch(url, { method });
    expect([response.status, response.body]).toEqual([status, null]);
    await server?.emptied();
  });

  test.each<[string, RequestInit, string[]]>([
    ['text', { method: 'POST', body: '{"a":1}', headers: { 'Content-Type': 'application/json' } }, ['{"a":1}']],
    ['bytes', { method: 'PUT', body: new TextEncoder().encode('é') }, ['Ã©', 'Content-Length: 2']],
    ['a form', { method: 'POST', body: new URLSearchParams({ a: 'b c' }) }, ['a=b+c', 'x-www-form-urlencoded']],
    ['nothing', { method: 'POST' }, ['Content-Length: 0']],
    ['headers as a list', { headers: [['X-Id', '7']] }, ['x-id: 7']],
    ['headers as an object of the platform', { headers: new Headers({ 'X-Id': '7' }) }, ['x-id: 7']],
  ])('sends %s', async (_, init, parts) => {
    const { fetch, url } = await through(say(`${HEAD}\r\n{}`));
    await (await fetch(url, init)).text();
    for (const part of parts) expect(server?.received()).toContain(part);
  });

  test('takes a URL, and a Request', async () => {
    const { fetch, url } = await through(say(`${HEAD}\r\n{}`));
    await (await fetch(new URL(url))).text();
    await (await fetch(new Request(url, { method: 'POST', body: 'of the request' }))).text();
    expect(server?.received()).toContain('of the request');
  });

  test('headers of the connection are its own', async () => {
    const { fetch, url } = await through(say(`${HEAD}\r\n{}`));
    const headers = {
      'Accept-Encoding': 'gzip, br',
      Connection: 'keep-alive',
      Host: 'internal',
      'Content-Length': '9',
    };
    await (await fetch(url, { headers })).text();
    expect(server?.received()).toContain('Accept-Encoding: identity\r\n');
    expect(server?.received()).not.toMatch(/gzip|keep-alive|internal|Content-Length/i);
  });

  test('a body is streamed: its beginning is there before its end', async () => {
    let end: (() => void) | undefined;
    const { fetch, url } = await through((socket) => {
      socket.write(`${HEAD}\r\nfirst`);
      end = () => socket.end('last');
    });
    const response = await fetch(url);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    end?.();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
    expect((await reader?.read())?.done).toBe(true);
  });

  test('a body that is cancelled is cut off', async () => {
    const { fetch, url } = await through((socket) => {
      socket.write(`${HEAD}\r\n`);
      endlessly(socket, 'x'.repeat(1_024));
    });
    await (await fetch(url, {})).body?.cancel();
    await server?.emptied();
  });
});

describe('every rule of the connector holds for it:', () => {
  const refused = async (promise: Promise<unknown>) => promise.then(() => null).catch((error: unknown) => error);

  test.each<[string, Handler, string]>([
    ['a redirect', say('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n'), 'redirect'],
    ['an encoding', say(`${HEAD}Content-Encoding: gzip\r\n\r\nx`), 'encoding'],
    ['a body that announces too much', say(`${HEAD}Content-Length: 9999999\r\n\r\n`), 'too_large'],
    ['what is not HTTP', say('SSH-2.0\r\n'), 'response_invalid'],
    ['an early end', say(''), 'response_cut'],
  ])('%s rejects', async (_, handler, code) => {
    const { fetch, url } = await through(handler);
    for (const redirect of ['follow', 'manual', 'error'] as const) {
      const error = await refused(fetch(url, { redirect }));
      expect(error).toBeInstanceOf(OutgoingError);
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ code, step: 'headers' });
      expect(String(error)).not.toContain('127');
    }
  });

  test('a body that becomes too large breaks off', async () => {
    const { fetch, url } = await through(
      (socket) => {
        socket.write(`${HEAD}\r\n`);
        endlessly(socket, 'x'.repeat(1_024));
      },
      { maxBytes: 10_000 },
    );
    const error = await refused((await fetch(url)).text());
    expect(error).toMatchObject({ name: 'OutgoingError', code: 'too_large', step: 'body' });
    await server?.emptied();
  });

  test('a body that drips ends with the time of the call, also when nobody reads it', async () => {
    const slow: Handler = (socket) => {
      socket.write(`${HEAD}\r\n`);
      drip(socket, ' ');
    };
    const { fetch, url } = await through(slow, { timeMs: 1_500 });
    expect(await refused((await fetch(url)).text())).toMatchObject({ code: 'timeout', step: 'body' });
    await fetch(url);
    await server?.emptied();
  });

  test('a caller who leaves gets the reason that it gave', async () => {
    const { fetch, url } = await through(() => undefined);
    const leaving = new AbortController();
    const waiting = refused(fetch(url, { signal: leaving.signal }));
    leaving.abort(new Error('enough'));
    expect(await waiting).toMatchObject({ message: 'enough' });
    expect(await refused(fetch(url, { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' });
    await server?.emptied();
  });

  test('a caller who leaves while it reads', async () => {
    const { fetch, url } = await through((socket) => socket.write(`${HEAD}\r\nfirst`));
    const leaving = new AbortController();
    const response = await fetch(url, { signal: leaving.signal });
    const text = refused(response.text());
    leaving.abort();
    expect(await text).toMatchObject({ name: 'AbortError' });
    await server?.emptied();
  });

  test.each([
    ['http://api.example.com/', 'not_https'],
    ['https://127.0.0.1/', 'host_not_public'],
    ['https://metadata.google.internal/', 'host_not_public'],
    ['https://inside.example.com/', 'host_not_public'],
    ['https://api.example.com:25/', 'port_not_allowed'],
  ])('%s is not called: %s', async (url, code) => {
    const network = stubNetwork(async () => ['10.0.0.1']);
    const { fetch } = { fetch: createConnector(network).fetch() };
    expect(await refused(fetch(url))).toMatchObject({ name: 'OutgoingError', code });
    expect(network.dialled).toEqual([]);
  });

  test('an address with credentials, or one that is none, is refused without being quoted', async () => {
    const network = stubNetwork(async () => ['93.184.215.14']);
    const call = createConnector(network).fetch();
    for (const url of ['https://user:secret@api.example.com/', '/secret']) {
      const error = await refused(call(url));
      expect(error).toMatchObject({ name: 'OutgoingError', code: 'request_invalid', step: 'request' });
      expect(String(error)).not.toContain('secret');
    }
    expect(network.asked).toEqual([]);
  });
});
