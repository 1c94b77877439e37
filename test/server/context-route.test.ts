import { ConfigurationError, makeBearerToken } from 'convot/proof';
import { atFirstRequest, type ContextRouteOptions, contextRoute } from 'convot/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const token = makeBearerToken();
const ADDRESS = 'https://shop.example/api/support-context';
const facts = { type: 'customer', plan: 'pro', seats: 5 };

const find = vi.fn<ContextRouteOptions['find']>();
const onError = vi.fn();
const route = (options: Partial<ContextRouteOptions> = {}) =>
  contextRoute({ token, pattern: /acct_\d+|[\w.]+@[\w.]+/, find, onError, ...options });
const bearer = { Authorization: `Bearer ${token}` };

const get = (query: string, headers: Record<string, string> = bearer) => new Request(ADDRESS + query, { headers });
function post(body: BodyInit | null, type = 'application/json') {
  return new Request(ADDRESS, { method: 'POST', body, headers: { ...bearer, 'Content-Type': type } });
}
async function seen(response: Response) {
  return [response.status, await response.json()];
}

beforeEach(() => {
  find.mockReset().mockImplementation(async (id) => (id === 'acct_1' ? facts : null));
  onError.mockReset();
});
afterEach(() => void vi.useRealTimers());

describe('contextRoute answers', () => {
  test('the facts of a known identifier, by GET and by POST', async () => {
    expect(await seen(await route()(get('?id=acct_1')))).toEqual([200, facts]);
    expect(await seen(await route()(post('{"id":"acct_1"}')))).toEqual([200, facts]);
    expect(await seen(await route()(post('{"id":"acct_1"}', 'application/json; charset=utf-8')))).toEqual([200, facts]);
    expect(find.mock.calls.map(([id, { method }]) => [id, method])).toEqual([
      ['acct_1', 'GET'],
      ['acct_1', 'POST'],
      ['acct_1', 'POST'],
    ]);
  });

  test.each(['?id=acct_2', '?id=', '?id=%20', '', '?other=acct_1', '?id=acct_1&id=acct_2'])(
    '200 {} for an unknown or missing identifier: %s',
    async (query) => {
      expect(await seen(await route()(get(query)))).toEqual([200, {}]);
    },
  );

  test.each(['{}', '{"id":null}', '{"id":"acct_2"}'])('200 {} for the same in a body: %s', async (body) => {
    expect(await seen(await route()(post(body)))).toEqual([200, {}]);
  });

  test('200 {} when find() says undefined', async () => {
    find.mockResolvedValue(undefined);
    expect(await seen(await route()(get('?id=acct_1')))).toEqual([200, {}]);
  });

  test('under the parameter of the settings', async () => {
    const named = route({ parameter: 'account' });
    expect(await seen(await named(get('?account=acct_1&id=acct_2')))).toEqual([200, facts]);
    expect(await seen(await named(post('{"account":"acct_1"}')))).toEqual([200, facts]);
  });

  test('what the rows of an ORM write of themselves', async () => {
    find.mockResolvedValue({ signedUpAt: new Date(0), plan: undefined });
    expect(await seen(await route()(get('?id=acct_1')))).toEqual([200, { signedUpAt: '1970-01-01T00:00:00.000Z' }]);
  });

  test('what no cache may keep, also when it refuses', async () => {
    for (const request of [get('?id=acct_1'), get('?id=acct_1', {}), get(''), post('{')]) {
      const { headers } = await route()(request);
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    }
  });
});

describe('the identifier reaches find() only when', () => {
  test.each([
    "acct_1'",
    'acct_1 OR 1=1',
    '../acct_1',
    'acct_1\nx',
    'acct_1\0',
    'acct_é',
    'xacct_1',
    'acct_1x',
    `acct_${'1'.repeat(252)}`,
    '__proto__',
  ])('its form is right: %j', async (identifier) => {
    await route()(get(`?id=${encodeURIComponent(identifier)}`));
    await route()(post(JSON.stringify({ id: identifier })));
    expect(find).not.toHaveBeenCalled();
  });

  test('the pattern takes it, and 256 characters are the most for any pattern', async () => {
    const any = route({ pattern: /.*/s });
    for (const id of ["a'b", 'a b', 'a/b', 'a'.repeat(257)]) await any(get(`?id=${encodeURIComponent(id)}`));
    expect(find).not.toHaveBeenCalled();
    await any(get(`?id=${'a'.repeat(256)}`));
    await any(get('?id=A-z0:9_x.y@z-'));
    expect(find).toHaveBeenCalledTimes(2);
  });

  test('a pattern with g or y answers every request alike', async () => {
    const global = route({ pattern: /acct_\d+/gy });
    for (const _ of [1, 2, 3]) expect(await seen(await global(get('?id=acct_1')))).toEqual([200, facts]);
  });
});

describe('contextRoute refuses', () => {
  test.each([{}, { Authorization: 'Bearer wrong' }, { Authorization: `Basic ${token}` }, { Authorization: token }])(
    'a missing or wrong bearer token: %#',
    async (headers) => {
      const response = await route()(get('?id=acct_1', headers as Record<string, string>));
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(await seen(response)).toMatchObject([401, { error: { code: 'bearer_invalid' } }]);
      expect(find).not.toHaveBeenCalled();
    },
  );

  test('a token in the query', async () => {
    expect((await route()(get(`?id=acct_1&token=${token}`, {}))).status).toBe(401);
  });

  test('the token that was replaced, unless previousToken names it', async () => {
    const old = makeBearerToken();
    const headers = { Authorization: `Bearer ${old}` };
    expect((await route()(get('?id=acct_1', headers))).status).toBe(401);
    expect(await seen(await route({ previousToken: old })(get('?id=acct_1', headers)))).toEqual([200, facts]);
    expect(await seen(await route({ previousToken: old })(get('?id=acct_1')))).toEqual([200, facts]);
  });

  test.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s, and says what it takes', async (method) => {
    const response = await route()(new Request(`${ADDRESS}?id=acct_1`, { method, headers: bearer }));
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, POST']);
    expect(find).not.toHaveBeenCalled();
  });

  test.each([
    [400, 'request_invalid', post('{"id":')],
    [400, 'request_invalid', post('')],
    [400, 'request_invalid', post(null)],
    [400, 'request_invalid', post('["acct_1"]')],
    [400, 'request_invalid', post('{"id":["acct_1"]}')],
    [400, 'request_invalid', post('{"id":7}')],
    [415, 'request_invalid', post('id=acct_1', 'application/x-www-form-urlencoded')],
    [415, 'request_invalid', post('{"id":"acct_1"}', 'text/plain')],
    [413, 'too_large', post(JSON.stringify({ id: 'acct_1', filler: 'x'.repeat(5_000) }))],
  ])('an unusable body with %i %s: %#', async (status, code, request) => {
    expect(await seen(await route()(request))).toMatchObject([status, { error: { code } }]);
    expect([find.mock.calls, onError.mock.calls]).toEqual([[], []]);
  });

  test('a body that never ends, without reading on', async () => {
    let chunks = 0;
    const body = new ReadableStream({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(1_024));
      },
    });
    const init = { method: 'POST', body, duplex: 'half', headers: { ...bearer, 'Content-Type': 'application/json' } };
    expect((await route()(new Request(ADDRESS, init))).status).toBe(413);
    expect(chunks).toBeLessThan(10);
  });
});

describe('when find() fails', () => {
  test('the desk gets a code alone, the owner the error', async () => {
    const fault = new Error('connect ECONNREFUSED db.internal for acct_1');
    find.mockRejectedValue(fault);
    const response = await route()(get('?id=acct_1'));
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([500, 'internal']);
    expect(text).not.toMatch(/ECONNREFUSED|acct_1/);
    expect(onError).toHaveBeenCalledExactlyOnceWith(fault);
  });

  test('by throwing before it returns a promise, or in onError itself, the answer is the same', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    find.mockImplementation(() => {
      throw new Error('early');
    });
    onError.mockImplementation(() => {
      throw new Error('no logger');
    });
    expect((await route()(get('?id=acct_1'))).status).toBe(500);
    expect(complaint).toHaveBeenCalledOnce();
    complaint.mockRestore();
  });

  test.each([[[facts]], ['text'], [7], [() => facts]])('by returning what is no object: %j', async (found) => {
    find.mockResolvedValue(found as never);
    expect(await seen(await route()(get('?id=acct_1')))).toMatchObject([500, { error: { code: 'internal' } }]);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'payload_invalid' });
  });

  test('by returning what JSON cannot write', async () => {
    find.mockResolvedValue({ seats: 5n });
    expect((await route()(get('?id=acct_1'))).status).toBe(500);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'payload_invalid' });
  });

  test('by returning 64 KB; one byte less is sent', async () => {
    const overhead = JSON.stringify({ blob: '' }).length;
    find.mockResolvedValueOnce({ blob: 'x'.repeat(65_535 - overhead) });
    expect((await (await route()(get('?id=acct_1'))).text()).length).toBe(65_535);
    find.mockResolvedValueOnce({ blob: 'é'.repeat(Math.ceil((65_536 - overhead) / 2)) });
    expect(await seen(await route()(get('?id=acct_1')))).toMatchObject([500, { error: { code: 'too_large' } }]);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'too_large' });
  });

  test('by taking longer than a desk waits: it is told to stop', async () => {
    vi.useFakeTimers();
    const looking = new Promise<void>((called) => {
      find.mockImplementation(() => {
        called();
        return new Promise(() => undefined);
      });
    });
    const answer = route()(get('?id=acct_1'));
    await looking;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(find.mock.calls[0]?.[1].signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect((await answer).status).toBe(500);
    expect(find.mock.calls[0]?.[1].signal.aborted).toBe(true);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'internal', reason: 'late' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('find() learns that the desk has left', async () => {
    const caller = new AbortController();
    find.mockImplementation(
      (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
    );
    const answer = route()(new Request(`${ADDRESS}?id=acct_1`, { headers: bearer, signal: caller.signal }));
    await vi.waitFor(() => expect(find).toHaveBeenCalled());
    caller.abort();
    expect((await answer).status).toBe(500);
  });
});

describe('a wrong option is told at once', () => {
  test.each([
    ['no token', { token: '' }, 'missing'],
    ['a short token', { token: 'hunter2' }, 'wrong_length'],
    ['a short previous token', { previousToken: 'hunter2' }, 'wrong_length'],
    ['an empty previous token', { previousToken: '' }, 'missing'],
    ['the same token twice', { previousToken: token }, 'option_invalid'],
    ['no pattern', { pattern: undefined }, 'missing'],
    ['a pattern as text', { pattern: 'acct_.*' }, 'missing'],
    ['no find()', { find: undefined }, 'missing'],
    ['an empty parameter', { parameter: '' }, 'option_invalid'],
  ])('%s', (_, option, code) => {
    const make = () => route(option as never);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe('atFirstRequest', () => {
  test('makes its route once, when it is asked', async () => {
    const make = vi.fn(() => route());
    const late = atFirstRequest(make);
    expect(make).not.toHaveBeenCalled();
    for (const _ of [1, 2]) expect(await seen(await late(get('?id=acct_1')))).toEqual([200, facts]);
    expect(make).toHaveBeenCalledOnce();
  });

  test('rejects while its route cannot be made, and tries again', async () => {
    const make = vi.fn(() => route()).mockImplementationOnce(() => route({ token: '' }));
    const late = atFirstRequest(make);
    await expect(late(get(''))).rejects.toThrow(ConfigurationError);
    expect((await late(get(''))).status).toBe(200);
  });
});
