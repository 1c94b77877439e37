import { makeBearerToken, makeIdentityKey, makeVerificationSecret, openToken, verifyUserHash } from 'convot/proof';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../desk/src/lookups/facts.js';
import { readInstructions } from '../../desk/src/lookups/instructions/index.js';
import type { Mail } from '../../desk/src/lookups/mail.js';
import { readPlainly } from '../../desk/src/lookups/plain-reader.js';
import { plainRows } from '../../desk/src/lookups/rows/index.js';
import { lookupTestTexts } from '../../desk/web/locales/lookups-en.js';
import { shop } from '../../examples/shop/shop.mjs';
import { SUPPORT_CONTEXT } from '../../examples/shop/support-context.mjs';

const APP = 'app_shop';
const DESK = 'http://localhost:4400';
const key = makeIdentityKey();
const secret = makeVerificationSecret();
const token = makeBearerToken();

function openShop() {
  const routes = shop({ app: APP, key, secret, token, desk: DESK, stub: 'window.stubbed=1' });
  const ask = (path: string, init: RequestInit = {}) => routes.request(`http://localhost:4401${path}`, init);
  const post = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { Origin: 'http://localhost:4401', ...headers },
    });
  const logIn = async (customer: string) => {
    const cookie = (await post('/login', { customer })).headers.get('Set-Cookie') ?? '';
    return { cookie, headers: { Cookie: cookie.split(';')[0] ?? '' } };
  };
  return { ask, post, logIn };
}

/** What the page hands to `Convot.identify()`, read as a browser would. */
function identified(page: string) {
  const call = /Convot\.identify\((.*?)\);\s*<\/script>/s.exec(page)?.[1];
  return call === undefined ? null : JSON.parse(call);
}

describe('the shop', () => {
  test('a guest’s page has the paste and identifies nobody', async () => {
    const { ask } = openShop();
    const page = await (await ask('/')).text();
    expect(page).toContain('window.stubbed=1');
    expect(page).toMatch(/<script nonce="[^"]+" async src="http:\/\/localhost:4400\/convot.js" data-app="app_shop">/);
    expect(identified(page)).toBeNull();
  });

  test('a customer’s page identifies that customer with a hash the desk can check', async () => {
    const { ask, logIn } = openShop();
    const { headers } = await logIn('ada');
    const identity = identified(await (await ask('/account', { headers })).text());
    expect(identity).toMatchObject({ email: 'ada@example.com', external_id: 'user_1815' });
    expect(identity.custom_data).toMatchObject({ plan: 'pro', order_count: 3, mrr_usd: 99, trial_ends_at: null });
    expect(await verifyUserHash([secret], 'user_1815', identity.user_hash)).toBe(true);
  });

  test('no page contains a secret or an integration', async () => {
    const { ask, logIn } = openShop();
    const { headers } = await logIn('ada');
    for (const path of ['/', '/account']) {
      const page = await (await ask(path, { headers })).text();
      for (const hidden of [key, secret, token, 'cus_Ada']) expect(page).not.toContain(hidden);
    }
  });

  test('the identity endpoint seals the customer of its own session cookie', async () => {
    const { ask, logIn } = openShop();
    const { headers } = await logIn('grace');
    const { identity } = await (await ask('/api/megadesk-identity', { headers })).json();
    const opened = await openToken(identity, { keys: [{ key }], audience: APP });
    expect(opened.userDetail).toMatchObject({ id: 'user_1906', email: 'grace@example.com', name: 'Grace Hopper' });
    expect(opened.integrations).toEqual({ stripe: { customerId: 'cus_GraceNano1906' } });
  });

  test('the identity endpoint says null to guests and after logging out', async () => {
    const { ask, post, logIn } = openShop();
    expect(await (await ask('/api/megadesk-identity')).json()).toEqual({ identity: null });
    const { headers } = await logIn('ada');
    await post('/logout', {}, headers);
    expect(await (await ask('/api/megadesk-identity', { headers })).json()).toEqual({ identity: null });
  });

  describe('tells the desk', () => {
    const lookUp = async (ask: ReturnType<typeof openShop>['ask'], id: string, bearer = token) => {
      const answer = await ask(`/api/support-context?id=${id}`, { headers: { Authorization: `Bearer ${bearer}` } });
      return answer.status === 200 ? answer.json() : answer.status;
    };

    test('a customer’s facts by id, an order’s by number, of anybody else {}', async () => {
      const { ask } = openShop();
      expect(await lookUp(ask, 'user_1815')).toMatchObject({ type: 'customer', plan: 'pro', orders: 3 });
      expect(await lookUp(ask, 'Ada@example.com')).toEqual(await lookUp(ask, 'user_1815'));
      expect(await lookUp(ask, 'p-2038')).toMatchObject({ type: 'order', state: 'Packing', customer: 'Grace Hopper' });
      for (const id of ['user_1', 'P-1', 'bob@example.com', 'ada']) expect(await lookUp(ask, id)).toEqual({});
      expect(await lookUp(ask, 'user_1815', makeBearerToken())).toBe(401);
    });

    test('who is logged in at this moment', async () => {
      const { ask, logIn, post } = openShop();
      expect(await lookUp(ask, 'user_1815')).toMatchObject({ loggedIn: false });
      const { headers } = await logIn('ada');
      expect(await lookUp(ask, 'user_1815')).toMatchObject({ loggedIn: true });
      await post('/logout', {}, headers);
      expect(await lookUp(ask, 'user_1815')).toMatchObject({ loggedIn: false });
    });

    test('whom the sample of the test panel is from: instructions and route fit together', async () => {
      const { ask } = openShop();
      const reading = readInstructions(SUPPORT_CONTEXT.identify);
      const { default_subject: subject, default_body: body, default_sender: email } = lookupTestTexts;
      const read = (mail: Mail, externalId: string | null) =>
        reading.understood ? readPlainly(reading.rules, mail, { email, externalId, verified: [] })?.identifier : null;
      expect(read({ subject, body: 'Where is P-2041?' }, 'user_1815')).toBe('P-2041');
      expect(read({ subject, body }, 'user_1815')).toBe('user_1815');
      expect(await lookUp(ask, read({ subject, body }, null) ?? '')).toMatchObject({ type: 'customer', plan: 'pro' });
    });

    test('every field that its own settings for the desk show', async () => {
      const { ask } = openShop();
      for (const id of ['user_1815', 'P-2041']) {
        const { links: _, ...facts } = await lookUp(ask, id);
        const { rows, notFound } = plainRows({ facts: factsOf(facts), type: facts.type }, SUPPORT_CONTEXT.show);
        expect([rows.length >= 5, notFound]).toEqual([true, []]);
      }
    });
  });

  test('a login gets a new session id and ends the former one', async () => {
    const { ask, post, logIn } = openShop();
    const { headers } = await logIn('ada');
    const second = (await post('/login', { customer: 'grace' }, headers)).headers.get('Set-Cookie') ?? '';
    expect(second.split(';')[0]).not.toBe(headers.Cookie);
    expect((await ask('/account', { headers })).status).toBe(302);
  });

  test('its cookie is for the shop’s own pages alone', async () => {
    const { cookie } = await openShop().logIn('ada');
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
  });

  test('another site’s form logs nobody in or out', async () => {
    const { post } = openShop();
    expect((await post('/login', { customer: 'ada' }, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/logout', {}, { Origin: 'https://evil.example' })).status).toBe(403);
  });

  test('each answer has a policy with a nonce of its own, and may be kept for Back', async () => {
    const { ask } = openShop();
    const [first, second] = [await ask('/'), await ask('/')];
    const policy = first.headers.get('Content-Security-Policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? '';
    const page = await first.text();
    expect(page.match(/<script/g)?.length).toBe(page.split(`<script nonce="${nonce}"`).length - 1);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(second.headers.get('Content-Security-Policy')).not.toBe(policy);
    expect(first.headers.get('Cache-Control')).toBe('private, no-cache');
  });
});
