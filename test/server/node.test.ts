import { createServer, type IncomingHttpHeaders, type RequestOptions, type Server, request as send } from 'node:http';
import { connect as connect2, createServer as createServer2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { type NodeHandler, type Route, toNodeHandler } from 'convot/server';
import { afterEach, describe, expect, test, vi } from 'vitest';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(handler: NodeHandler, prepare: (request: object) => void = () => undefined): Promise<number> {
  server = createServer((request, response) => {
    prepare(request);
    void handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const mount = (route: Route, prepare?: (request: object) => void) => serve(toNodeHandler(route), prepare);

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(port: number, options: RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = send({ host: '127.0.0.1', port, ...options }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

/** Bytes as no client library sends them. */
function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

const echo: Route = async (request) =>
  Response.json({
    url: request.url,
    method: request.method,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });

describe('toNodeHandler hands on', () => {
  test('address, method, headers and body', async () => {
    const port = await mount(echo);
    const { text } = await ask(
      port,
      { method: 'POST', path: '/a%20b?c=d&c=e', headers: { Cookie: 'f=g', 'X-H': 'i' } },
      'jé',
    );
    expect(JSON.parse(text)).toMatchObject({
      url: `http://127.0.0.1:${port}/a%20b?c=d&c=e`,
      method: 'POST',
      headers: { cookie: 'f=g', 'x-h': 'i' },
      body: 'jé',
    });
  });

  test('a path of two slashes as a path, not as a host', async () => {
    const { text } = await ask(await mount(echo), { path: '//evil.example/x', headers: { Host: 'shop.example' } });
    expect(JSON.parse(text).url).toBe('http://shop.example//evil.example/x');
  });

  test("what Express's router and proxy settings say of the address", async () => {
    const express = { originalUrl: '/api/x?y=1', protocol: 'https' };
    const port = await mount(echo, (request) => Object.assign(request, express));
    const { text } = await ask(port, { path: '/x?y=1', headers: { Host: 'shop.example' } });
    expect(JSON.parse(text).url).toBe('https://shop.example/api/x?y=1');
  });

  test.each([
    [{ id: 'acct_1' }, '{"id":"acct_1"}'],
    ['plain', 'plain'],
    [Buffer.from('bytes'), 'bytes'],
  ])('a body that a parser has read before: %j', async (body, expected) => {
    const handler = toNodeHandler(echo);
    const port = await serve(async (request, response) => {
      const chunks = request.iterator({ destroyOnReturn: false });
      while (!(await chunks.next()).done);
      await handler(Object.assign(request, { body }), response);
    });
    const { text } = await ask(port, { method: 'POST' }, 'the original');
    expect(JSON.parse(text).body).toBe(expected);
  });

  test.each(['GET / HTTP/1.1\r\nHost: a/b\r\n', 'GET / HTTP/1.1\r\nHost: a@b\r\n', 'TRACE / HTTP/1.1\r\nHost: a\r\n'])(
    'nothing of a request that the platform cannot hold, and answers 400: %j',
    async (head) => {
      const route = vi.fn(echo);
      const answer = await askRaw(await mount(route), `${head}Connection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(route).not.toHaveBeenCalled();
    },
  );
});

describe('toNodeHandler answers', () => {
  test('with status, headers, every cookie and the body as it comes', async () => {
    let more: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('one '));
        more = () => {
          controller.enqueue(new TextEncoder().encode('two'));
          controller.close();
        };
      },
    });
    const headers = new Headers({ 'X-Kind': 'stream' });
    headers.append('Set-Cookie', 'a=1; Path=/');
    headers.append('Set-Cookie', 'b=2');
    const port = await mount(async () => new Response(body, { status: 202, headers }));
    const answer = await new Promise<Answer>((resolve) => {
      send({ host: '127.0.0.1', port }, async (response) => {
        let text = '';
        for await (const chunk of response) {
          if (text === '') more();
          text += chunk;
        }
        resolve({ status: response.statusCode, headers: response.headers, text });
      }).end();
    });
    expect(answer).toMatchObject({
      status: 202,
      headers: { 'x-kind': 'stream', 'set-cookie': ['a=1; Path=/', 'b=2'] },
      text: 'one two',
    });
  });

  test('HEAD without a body, 204 as it is', async () => {
    const port = await mount(async ({ method }) =>
      method === 'HEAD' ? Response.json({ a: 1 }) : new Response(null, { status: 204 }),
    );
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await ask(port)).toMatchObject({ status: 204, text: '' });
  });

  test('a large body at the pace of a slow reader, whole', async () => {
    const size = 4_000_000;
    const port = await mount(async () => new Response('x'.repeat(size)));
    expect((await ask(port)).text.length).toBe(size);
  });

  test('before the body has been read', async () => {
    const port = await mount(async () => new Response('no', { status: 401 }));
    const { status } = await ask(port, { method: 'POST' }, 'x'.repeat(200_000));
    expect(status).toBe(401);
  });

  test.each(['between two chunks', 'while it waits for one'])('a route that stops reading %s', async (moment) => {
    const port = await mount(async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      if (moment === 'while it waits for one') {
        void reader?.read();
        await new Promise(setImmediate);
      }
      await reader?.cancel();
      return new Response('enough', { status: 413 });
    });
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      // The body never ends: its sender waits for the answer.
      const asking = send({ host: '127.0.0.1', port, method: 'POST' }, (response) => resolve(response.statusCode));
      asking.once('error', reject).write('the beginning');
    });
    expect(answer).toBe(413);
  });
});

describe('when the caller leaves', () => {
  test("the request's signal aborts", async () => {
    const aborted = vi.fn();
    const asked = vi.fn();
    const port = await mount(
      ({ signal }) =>
        new Promise((resolve) => {
          asked();
          signal.addEventListener('abort', () => {
            aborted();
            resolve(new Response());
          });
        }),
    );
    const leaving = send({ host: '127.0.0.1', port });
    leaving.on('error', () => undefined).end();
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    leaving.destroy();
    await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
  });

  test('a stream that is being sent is cancelled', async () => {
    const cancel = vi.fn();
    const body = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)), cancel });
    const port = await mount(async () => new Response(body()));
    send({ host: '127.0.0.1', port }, (response) => response.once('data', () => response.destroy())).end();
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });

  test('after a whole answer, nothing aborts', async () => {
    let signal: AbortSignal | undefined;
    const port = await mount(async (request) => {
      ({ signal } = request);
      return new Response('ok');
    });
    await ask(port, { agent: false });
    expect(signal?.aborted).toBe(false);
  });
});

describe('when the route throws', () => {
  const broken: Route = () => Promise.reject(new Error('secret detail'));

  test('a bare 500 is sent', async () => {
    expect(await ask(await mount(broken))).toMatchObject({ status: 500, text: '' });
  });

  test("the framework's next() gets the error, where there is one", async () => {
    const next = vi.fn();
    const handler = toNodeHandler(broken);
    const port = await serve(async (request, response) => {
      await handler(request, response, next);
      response.end();
    });
    await ask(port);
    expect(next).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'secret detail' }));
  });

  test('in the middle of a body, the connection ends instead of a whole-looking answer', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      pull: (controller) => controller.error(new Error('lost')),
    });
    await expect(ask(await mount(async () => new Response(body)))).rejects.toThrow(/aborted|hang up/);
  });
});

test('over HTTP/2 too, with a body that is not read to its end', async () => {
  const route: Route = async (request) => {
    const reader = request.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    return new Response(`${request.url} ${new TextDecoder().decode(value)}`, { status: 413 });
  };
  const handler = toNodeHandler(route);
  const second = createServer2((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => second.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(second.address() as AddressInfo).port}`;
  const session = connect2(origin);
  const asking = session.request({ ':method': 'POST', ':path': '/x?y=z' });
  asking.write('the beginning');
  const status = new Promise((resolve) => asking.once('response', (headers) => resolve(headers[':status'])));
  let text = '';
  for await (const chunk of asking) text += chunk;
  session.destroy();
  second.close();
  expect([await status, text]).toEqual([413, `${origin}/x?y=z the beginning`]);
});
