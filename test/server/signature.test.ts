import { ConfigurationError, makeBearerToken, makeSigningSecret, SIGNATURE_HEADER, signRequest } from 'convot/proof';
import { type ContextRouteOptions, contextRoute, verifySignature } from 'convot/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';

const token = makeBearerToken();
const secret = makeSigningSecret();
const other = makeSigningSecret();
const ADDRESS = 'https://shop.example/api/support-context';
const facts = { plan: 'pro' };
const find = vi.fn<ContextRouteOptions['find']>();

beforeEach(() => find.mockReset().mockResolvedValue(facts));

interface Signed {
  readonly query?: string;
  readonly body?: string;
  readonly secrets?: readonly string[];
  readonly signedBody?: string;
  readonly now?: number;
}

/** A request as the desk signs it; `signedBody`: another body was signed than is sent. */
async function signed({ query = '', body, secrets = [secret], signedBody = body, now }: Signed): Promise<Request> {
  const method = body === undefined ? 'GET' : 'POST';
  const url = ADDRESS + query;
  const when = now === undefined ? {} : { now };
  const signature = await signRequest({ method, url, body: signedBody, secrets, ...when });
  const headers = {
    Authorization: `Bearer ${token}`,
    [SIGNATURE_HEADER]: signature,
    'Content-Type': 'application/json',
  };
  return new Request(url, { method, headers, ...(body !== undefined && { body }) });
}

const tooOld = () => Math.floor(Date.now() / 1_000) - 301;

describe('verifySignature', () => {
  test('takes what the desk signed, and leaves the body to be read', async () => {
    const request = await signed({ body: '{"event":"closed"}' });
    expect(await verifySignature({ request, secret })).toBe(true);
    expect(await request.json()).toEqual({ event: 'closed' });
    expect(await verifySignature({ request: await signed({ query: '?id=a%20b&id=%C3%A9' }), secret })).toBe(true);
    expect(await verifySignature({ request: await signed({}), secret })).toBe(true);
  });

  test('takes either of two live secrets', async () => {
    const request = () => signed({ body: '{}', secrets: [other] });
    expect(await verifySignature({ request: await request(), secret })).toBe(false);
    expect(await verifySignature({ request: await request(), secret, previousSecret: other })).toBe(true);
  });

  test.each<[string, () => Promise<Request>, string]>([
    ['another body', () => signed({ body: '{"a":1}', signedBody: '{"a":2}' }), 'wrong'],
    ['another secret', () => signed({ body: '{}', secrets: [other] }), 'wrong'],
    ['an old one', () => signed({ body: '{}', now: tooOld() }), 'expired'],
    ['none', async () => new Request(ADDRESS, { method: 'POST', body: '{}' }), 'missing'],
    ['a large body', () => signed({ body: 'x'.repeat(101) }), 'too_large'],
  ])('refuses %s, and tells the owner why', async (_, make, reason) => {
    const onRefused = vi.fn();
    expect(await verifySignature({ request: await make(), secret, maxBytes: 100, onRefused })).toBe(false);
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(reason);
  });

  test('reads no endless body', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_024)) });
    const headers = { [SIGNATURE_HEADER]: await signRequest({ method: 'POST', url: ADDRESS, secrets: [secret] }) };
    const request = new Request(ADDRESS, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    expect(await verifySignature({ request, secret, maxBytes: 4_096 })).toBe(false);
  });

  test.each([
    ['no secret', { secret: '' }, 'missing'],
    ['the same secret twice', { previousSecret: secret }, 'option_invalid'],
    ['a bad tolerance', { toleranceS: -1 }, 'option_invalid'],
  ])('rejects wrong use: %s', async (_, option, code) => {
    const refused = verifySignature({ request: await signed({}), secret, ...option });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toMatchObject({ code });
  });
});

describe('contextRoute with a signing secret', () => {
  const route = contextRoute({ token, signingSecret: secret, pattern: /acct_\d+/, find });

  test('answers what is signed, by GET and by POST', async () => {
    expect(await (await route(await signed({ query: '?id=acct_1' }))).json()).toEqual(facts);
    expect(await (await route(await signed({ body: '{"id":"acct_1"}' }))).json()).toEqual(facts);
  });

  test.each<[string, () => Promise<Request>]>([
    ['unsigned', async () => new Request(`${ADDRESS}?id=acct_1`, { headers: { Authorization: `Bearer ${token}` } })],
    ['signed by somebody else', () => signed({ query: '?id=acct_1', secrets: [other] })],
    ['signed long ago', () => signed({ query: '?id=acct_1', now: tooOld() })],
    ['changed on its way', () => signed({ body: '{"id":"acct_1"}', signedBody: '{"id":"acct_2"}' })],
    ['signed and unreadable', () => signed({ body: '{"id":', signedBody: '{"id":"acct_1"}' })],
  ])('answers 401 to what is %s, and looks nobody up', async (_, make) => {
    const response = await route(await make());
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'signature_invalid' } }]);
    expect(find).not.toHaveBeenCalled();
  });

  test('asks for the token all the same', async () => {
    const request = await signed({ query: '?id=acct_1' });
    request.headers.delete('Authorization');
    expect(await (await route(request)).json()).toMatchObject({ error: { code: 'bearer_invalid' } });
  });

  test('takes the secret before it only as long as it is named', async () => {
    const request = () => signed({ query: '?id=acct_1', secrets: [other] });
    const rotating = contextRoute({
      token,
      signingSecret: secret,
      previousSigningSecret: other,
      pattern: /acct_\d+/,
      find,
    });
    expect((await rotating(await request())).status).toBe(200);
    expect((await route(await request())).status).toBe(401);
  });

  test.each([
    ['an empty one', { signingSecret: '' }, 'missing'],
    ['a short one', { signingSecret: 'hunter2' }, 'not_hex'],
    ['the one before alone', { previousSigningSecret: other }, 'missing'],
    ['the same twice', { signingSecret: secret, previousSigningSecret: secret }, 'option_invalid'],
  ])('is told at once when it is unusable: %s', (_, option, code) => {
    const make = () => contextRoute({ token, pattern: /a/, find, ...option });
    expect(make).toThrow(expect.objectContaining({ name: 'ConfigurationError', code }));
  });
});
