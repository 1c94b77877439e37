import { describe, expect, it } from 'vitest';
import { createApi } from '../../desk/web/api.js';

/** A fetch that answers as told and remembers what was asked. */
function apiWith(status: number, body: unknown = {}) {
  const asked: { path: string; method: string | undefined; body: unknown }[] = [];
  let signedOut = 0;
  const fetcher: typeof fetch = async (path, init) => {
    asked.push({ path: String(path), method: init?.method, body: init?.body ?? null });
    return status === 0 ? Promise.reject(new TypeError('no network')) : Response.json(body, { status });
  };
  const api = createApi(fetcher, () => {
    signedOut += 1;
  });
  return { api, asked, signedOut: () => signedOut };
}

describe('the api', () => {
  it('encodes what it puts into an address', async () => {
    const { api, asked } = apiWith(200);
    await api.conversation('a/b?c');
    await api.contacts('a&b=c', undefined);
    await api.tickets('', 7);
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/conversations/a%2Fb%3Fc',
      '/api/contacts?q=a%26b%3Dc',
      '/api/tickets?before=7',
    ]);
  });

  it('sends a body as JSON, and none where there is none', async () => {
    const { api, asked } = apiWith(200);
    await api.setTicketStatus('t1', 'solved');
    await api.markRead('one');
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['PATCH', '{"status":"solved"}'],
      ['POST', null],
    ]);
  });

  it('says that nobody is signed in any more', async () => {
    const { api, signedOut } = apiWith(401, { error: { code: 'session_ended', message: '' } });
    await expect(api.me()).rejects.toMatchObject({ code: 'session_ended' });
    expect(signedOut()).toBe(1);
  });

  it('tells a wrong password apart from a session that ended', async () => {
    const { api, signedOut } = apiWith(401, { code: 'INVALID_EMAIL_OR_PASSWORD' });
    await expect(api.signIn('ada@example.com', 'x')).rejects.toMatchObject({ code: 'forbidden' });
    expect(signedOut()).toBe(0);
  });

  it.each([
    [0, undefined, 'offline'],
    [404, { error: { code: 'not_found', message: '' } }, 'not_found'],
    [404, 'a page of a proxy', 'not_found'],
    [502, 'a page of a proxy', 'internal'],
    [403, { error: { code: 'forbidden', message: '' } }, 'forbidden'],
  ])('status %i with %j is the error %s', async (status, body, code) => {
    await expect(apiWith(status, body).api.apps()).rejects.toMatchObject({ name: 'ConvotError', code });
  });
});
