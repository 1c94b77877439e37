import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest, maskRequest } from '../../../desk/src/lookups/request.js';
import { sanitise } from '../../../desk/src/lookups/sanitise.js';
import { missingFields, settingsFaults, tokenFault } from '../../../desk/src/lookups/settings.js';
import type { LookupSettings } from '../../../desk/wire/lookups.js';
import { verifyRequest } from '../../../src/proof/index.js';

const TOKEN = 'canary-token-5f1e';
const settings: LookupSettings = {
  enabled: true,
  method: 'GET',
  url: 'https://api.shop.example/support-context',
  parameter: 'id',
  token_configured: true,
  identify: 'after "Account ID:"',
  show: '',
};
const get = (url: string, identifier = 'acct_1') => buildRequest({ ...settings, url }, identifier, { token: TOKEN });

describe('the request', () => {
  it('of GET has the identifier in the query and the three documented headers at most', async () => {
    expect(await get(settings.url)).toEqual({
      method: 'GET',
      url: 'https://api.shop.example/support-context?id=acct_1',
      headers: { Authorization: `Bearer ${TOKEN}`, Accept: 'application/json' },
      body: null,
    });
  });

  it('of POST has it in a JSON body, and says so', async () => {
    const request = await buildRequest({ ...settings, method: 'POST', parameter: 'accountId' }, 'acct_1', {
      token: TOKEN,
    });
    expect(request).toEqual({
      method: 'POST',
      url: settings.url,
      headers: { Authorization: `Bearer ${TOKEN}`, Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{"accountId":"acct_1"}',
    });
  });

  it.each([
    ['https://a.example/x?v=2', 'https://a.example/x?v=2&id=acct_1'],
    ['https://a.example/x?b=%20+c&a=1&b=2', 'https://a.example/x?b=%20+c&a=1&b=2&id=acct_1'],
    ['https://a.example/x?', 'https://a.example/x?id=acct_1'],
    ['https://a.example/x?v=2&', 'https://a.example/x?v=2&id=acct_1'],
    ['https://a.example', 'https://a.example/?id=acct_1'],
  ])('keeps what stands in the URL: %s', async (url, sent) => {
    expect((await get(url)).url).toBe(sent);
  });

  it('gives an endpoint back exactly the identifier, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const identifier = sanitise(text);
        const { searchParams } = new URL((await get('https://a.example/x?v=2', identifier)).url);
        expect([...searchParams]).toEqual([
          ['v', '2'],
          ['id', identifier],
        ]);
      }),
    );
  });

  it('is signed with a time where there are signing secrets, as its receiver checks it', async () => {
    const signing = ['ab'.repeat(32), 'cd'.repeat(32)];
    for (const method of ['GET', 'POST'] as const) {
      const request = await buildRequest(
        { ...settings, method, url: `${settings.url}?v=2` },
        'acct_1',
        { token: TOKEN, signing },
        1_000,
      );
      const signature = request.headers['Convot-Signature'];
      for (const secret of signing)
        expect(await verifyRequest({ ...request, secrets: [secret], signature, now: 1_000 })).toBeNull();
    }
  });

  it("is shown without the token and without the signature's proof", async () => {
    const secrets = { token: TOKEN, signing: ['ab'.repeat(32)] };
    const request = await buildRequest(
      { ...settings, url: `${settings.url}?key=${TOKEN}`, method: 'POST' },
      'acct_1',
      secrets,
    );
    const shown = maskRequest(request, secrets);
    expect(JSON.stringify(shown)).not.toContain('canary');
    expect(JSON.stringify(shown)).not.toMatch(/v1=[0-9a-f]/);
    expect(shown?.headers.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Host: api.shop.example',
      'User-Agent: Convot',
      'Accept: application/json',
      'Accept-Encoding: identity',
      'Content-Length: 15',
      'Authorization: Bearer ••••••••',
      'Content-Type: application/json',
      expect.stringMatching(/^Convot-Signature: t=\d+,v1=••••••••$/),
    ]);
    expect(shown?.body).toBe('{"id":"acct_1"}');
  });
});

describe('settings', () => {
  const faultOf = (over: Partial<LookupSettings>, allowLoopback = false) =>
    settingsFaults({ ...settings, ...over }, { allowLoopback }).map(({ field, fault }) => `${field}: ${fault}`);

  it.each([
    ['http://api.shop.example/', 'url: not_https'],
    ['ftp://api.shop.example/', 'url: not_https'],
    ['javascript:alert(1)', 'url: not_https'],
    ['api.shop.example/x', 'url: not_a_url'],
    ['https://', 'url: not_a_url'],
    ['https://a.example/ x', 'url: not_a_url'],
    ['https://a.example/\nx', 'url: not_a_url'],
    ['https:\\\\a.example\\x', 'url: not_a_url'],
    ['https://user:pw@a.example/', 'url: has_credentials'],
    ['https://user@a.example/', 'url: has_credentials'],
    ['https://:@a.example/', 'url: has_credentials'],
    ['https://a.example/#part', 'url: has_fragment'],
    ['https://a.example/x?id=7', 'url: has_parameter'],
    ['http://localhost:3000/x', 'url: not_https'],
    [`https://a.example/${'x'.repeat(2_048)}`, 'url: too_long'],
  ])('refuse %j', (url, fault) => {
    expect(faultOf({ url })).toEqual([fault]);
  });

  it('take https, and plain http to this machine only where development allows it', () => {
    for (const url of ['https://a.example', 'https://a.example:8443/x?y=1', 'https://münchen.example/x']) {
      expect(faultOf({ url })).toEqual([]);
    }
    for (const url of [
      'http://localhost:3000/x',
      'http://127.0.0.1/x',
      'http://[::1]:80/',
      'http://shop.localhost/x',
    ]) {
      expect(faultOf({ url })).toEqual(['url: not_https']);
      expect(faultOf({ url }, true)).toEqual([]);
    }
    expect(faultOf({ url: 'http://localhost.evil.example/' }, true)).toEqual(['url: not_https']);
  });

  it.each(['', 'id', 'user_id', 'filter[id]', 'customer.id', '$id', 'x-id'])('take the parameter %j', (parameter) => {
    expect(faultOf({ parameter })).toEqual([]);
  });

  it.each(['a b', 'a&b', 'a=b', 'id?', '__proto__', 'constructor', 'ü', 'a\r\nX: 1'])(
    'refuse the parameter %j',
    (parameter) => {
      expect(faultOf({ parameter })).toEqual(['parameter: characters']);
    },
  );

  it('refuse other methods and endless instructions', () => {
    expect(faultOf({ method: 'PUT' as 'POST' })).toEqual(['method: not_a_choice']);
    expect(faultOf({ identify: 'x'.repeat(2_001), show: 'x'.repeat(2_001) })).toEqual([
      'identify: too_long',
      'show: too_long',
    ]);
  });

  it('say what is missing before a lookup can run', () => {
    const empty = { ...settings, url: '', parameter: ' ', identify: '', token_configured: false };
    expect(missingFields(empty).map(({ field }) => field)).toEqual(['url', 'parameter', 'identify', 'token']);
    expect(missingFields(settings)).toEqual([]);
    expect(settingsFaults({ ...empty, parameter: '' })).toEqual([]);
  });

  it('take any printable token, blank for the old one, and nothing that could begin another header', () => {
    expect(tokenFault('')).toBeNull();
    expect(tokenFault('abc+/=-._~!')).toBeNull();
    for (const token of ['a b', 'a\r\nX: 1', 'ä', '\u0000']) expect(tokenFault(token)).toBe('characters');
    expect(tokenFault('x'.repeat(5_000))).toBe('too_long');
  });
});
