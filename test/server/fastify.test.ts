import { type Route, toFastify } from 'convot/server';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let app: FastifyInstance;
beforeEach(() => {
  app = Fastify({ trustProxy: true });
});
afterEach(() => app.close());

async function listen(route: Route): Promise<string> {
  app.all('/api/x', toFastify(route));
  return app.listen({ port: 0, host: '127.0.0.1' });
}

test('toFastify hands on what a proxy says of the address, and a body that Fastify has parsed', async () => {
  const address = await listen(async (request) => Response.json([request.url, request.method, await request.json()]));
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-Proto': 'https' };
  const answer = await fetch(`${address}/api/x?a=b`, { method: 'POST', headers, body: '{ "id": "é" }' });
  expect(await answer.json()).toEqual([`${address.replace('http:', 'https:')}/api/x?a=b`, 'POST', { id: 'é' }]);
});

test('its answer passes through the hooks of the app', async () => {
  app.addHook('onSend', async (_, reply) => void reply.header('X-Hook', 'seen'));
  const headers = new Headers([
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
  ]);
  const address = await listen(async () => new Response('body', { status: 202, headers }));
  const answer = await fetch(`${address}/api/x`);
  expect([answer.status, await answer.text(), answer.headers.get('X-Hook')]).toEqual([202, 'body', 'seen']);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('what the route throws goes to the error handler of the app', async () => {
  app.setErrorHandler((error: Error, _, reply) => reply.code(503).send(error.message));
  const answer = await fetch(`${await listen(() => Promise.reject(new Error('own words')))}/api/x`);
  expect([answer.status, await answer.text()]).toEqual([503, 'own words']);
});

test('its signal aborts when the caller leaves', async () => {
  const [asked, aborted] = [vi.fn(), vi.fn()];
  const address = await listen(({ signal }) => {
    asked();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        aborted();
        resolve(new Response());
      });
    });
  });
  const caller = new AbortController();
  const leaving = fetch(`${address}/api/x`, { signal: caller.signal });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  caller.abort();
  await expect(leaving).rejects.toThrow();
  await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
});
