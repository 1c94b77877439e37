import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeBearerToken, makeSigningSecret, SIGNATURE_HEADER, signRequest } from 'convot/proof';
import { contextRoute, toNodeHandler } from 'convot/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConnector, type OutgoingRequest } from '../../../desk/src/outgoing/index.js';

/** Both halves of the contract: the desk's connector, and the route that customers mount. */

const token = makeBearerToken();
const secret = makeSigningSecret();
const connector = createConnector({ reach: 'public_or_loopback' });
const find = (id: string) => (id === 'acct_1' ? { plan: 'pro' } : null);
const route = contextRoute({ token, signingSecret: secret, pattern: /[\w.@:-]+/, find });
const server = createServer((request, response) => void toNodeHandler(route)(request, response));
let address = '';

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/support-context`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function signed(request: Pick<OutgoingRequest, 'url' | 'method' | 'body'>, secrets = [secret]) {
  const { url, method = 'GET', body } = request;
  const headers = {
    Authorization: `Bearer ${token}`,
    [SIGNATURE_HEADER]: await signRequest({ method, url, body, secrets }),
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
  };
  return connector.call({ ...request, headers, expect: 'json', timeMs: 20_000 });
}

test.each(['?id=acct_1', "?x=a b'<é>&id=acct_1", '?x=%27%2B+%20&id=acct_1', '?x=%&id=acct_1'])(
  'a signed GET is believed, whatever else its query holds: %s',
  async (query) => {
    const url = new URL(address + query).href;
    expect(await signed({ url })).toMatchObject({ ok: true, json: { plan: 'pro' } });
  },
);

test('a signed POST is believed', async () => {
  const request = { url: address, method: 'POST', body: '{ "id": "acct_1" }' } as const;
  expect(await signed(request)).toMatchObject({ ok: true, json: { plan: 'pro' } });
  expect(await signed(request, [makeSigningSecret(), secret])).toMatchObject({ ok: true });
});

test('a signature of another secret is not', async () => {
  const result = await signed({ url: `${address}?id=acct_1` }, [makeSigningSecret()]);
  expect(result).toMatchObject({ ok: false, code: 'status', status: 401 });
});
