// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://shop.test/" }
import { memoryDesk } from 'convot/adapters/memory';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Browser, comeBack, hashOf, leaveOnDisk, onDisk, startBrowser, stopBrowsers } from './support.js';

const ada = { external_id: 'ada', user_hash: hashOf('ada') };
const grace = { external_id: 'grace', user_hash: hashOf('grace') };
const storedOf = (browser: Browser, value: string) => browser.desk.stored({ kind: 'external_id', value });

let browser: Browser;
beforeEach(() => {
  browser = startBrowser();
});
afterEach(stopBrowsers);

/** Holds the endpoint's next answers back until told. */
function holdEndpoint(): () => void {
  const held: (() => void)[] = [];
  const answer = globalThis.fetch;
  vi.stubGlobal('fetch', async (...call: Parameters<typeof fetch>) => {
    const response = answer(...call);
    await new Promise<void>((resolve) => held.push(resolve));
    return response;
  });
  return () => {
    vi.stubGlobal('fetch', answer);
    for (const each of held) each();
  };
}

describe('a patch that waits is discarded only when its own person ends', () => {
  test('the next person’s, given while the first is still being named', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const verifyHash = async (value: string, hash: string) => {
      if (value === 'ada') await held;
      return hash === hashOf(value);
    };
    const slow = startBrowser(memoryDesk({ verifyHash }));
    const { client } = slow.tab();
    const first = await client.identify({ ...ada, custom_data: { a: 1 } });
    await vi.waitFor(() => expect(slow.calls.map(({ method }) => method)).toContain('open'));
    const second = await client.identify({ ...grace, custom_data: { b: 2 } });
    answer();
    await first.settled;
    expect((await second.settled).status).toBe('applied');
  });

  test('the same person’s, given with more of the claim while the first call is still under way', async () => {
    const release = holdEndpoint();
    const { client } = browser.tab({ withEndpoint: true });
    const first = await client.identify({ external_id: 'ada', custom_data: { a: 1 } });
    release();
    const second = await client.identify({ ...ada, email: 'ada@example.com', custom_data: { b: 2 } });
    expect((await first.settled).status).toBe('applied');
    expect((await second.settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 2 });
  });

  test('another tab’s of the same person, which still waits for the endpoint', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const release = holdEndpoint();
    const slow = browser.tab({ withEndpoint: true });
    const waits = await slow.client.identify({ custom_data: { fromSlow: 1 } });
    await vi.waitFor(() => expect(browser.site.asked).toBe(1));
    const quick = browser.tab();
    await quick.settle({ ...ada, custom_data: { fromQuick: 1 } });
    release();
    expect((await waits.settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ fromSlow: 1, fromQuick: 1 });
  });
});

describe('a login without a page load', () => {
  test('a claim of somebody else than the token said asks the endpoint anew before it is refused', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const { settle } = browser.tab({ withEndpoint: true });
    await settle({ custom_data: { a: 1 } });
    browser.site.loggedIn = { id: 'grace' };
    expect((await settle({ external_id: 'grace', custom_data: { b: 2 } })).status).toBe('applied');
    expect(storedOf(browser, 'grace')).toEqual({ b: 2 });
  });

  test('a claim after the endpoint said "logged out" asks it anew, so that the person is verified', async () => {
    const { settle, events } = browser.tab({ withEndpoint: true });
    await settle({ custom_data: { a: 1 } });
    browser.site.loggedIn = { id: 'ada' };
    await settle({ external_id: 'ada', custom_data: { b: 2 } });
    expect(events.filter(({ name }) => name === 'identified').at(-1)?.event).toMatchObject({ trust: 'verified' });
  });
});

describe('order', () => {
  test('patches of one page keep the order of their calls, whatever an earlier page left waiting', async () => {
    browser.network = 'offline';
    const earlier = browser.tab();
    await earlier.client.identify({ ...ada, custom_data: { step: 0 } });
    earlier.client.destroy();
    const { client } = browser.tab();
    const receipts = [
      await client.identify({ custom_data: { step: 1 } }),
      await client.identify({ ...ada, custom_data: { step: 2 } }),
    ];
    browser.network = 'online';
    comeBack();
    for (const { settled } of receipts) expect((await settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ step: 2 });
  });
});

describe('two tabs', () => {
  test('that switch to the same person at once are both that person’s', async () => {
    const one = browser.tab();
    const two = browser.tab();
    await one.settle({ ...grace, custom_data: { g: 1 } });
    await two.settle({ ...grace, custom_data: { g: 2 } });
    const receipts = await Promise.all([
      one.client.identify({ ...ada, custom_data: { a: 1 } }),
      two.client.identify({ ...ada, custom_data: { b: 1 } }),
    ]);
    for (const { settled } of receipts) expect((await settled).status).toBe('applied');
    await one.settle({ custom_data: { c: 1 } });
    await two.settle({ custom_data: { d: 1 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 1, c: 1, d: 1 });
  });
});

describe('a tab that hears of another person’s coming', () => {
  test('asks the endpoint who that is, when it has named nobody yet', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const first = browser.tab({ withEndpoint: true });
    await first.settle({ custom_data: { a: 1 } });
    first.client.destroy();
    browser.site.loggedIn = { id: 'grace' };
    const tabs = [1, 2, 3].map(() => browser.tab({ withEndpoint: true }));
    await Promise.all(tabs.map(({ client }) => client.ready()));
    for (const tab of tabs)
      await vi.waitFor(() => expect(tab.events).toContainEqual(expect.objectContaining({ name: 'identified' })));
    for (const [place, { settle }] of tabs.entries()) await settle({ custom_data: { [`tab${place}`]: 1 } });
    expect(storedOf(browser, 'grace')).toEqual({ tab0: 1, tab1: 1, tab2: 1 });
  });

  test('speaks for nobody, when it had named somebody: its page is that person’s', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const open = browser.tab({ withEndpoint: true });
    await open.settle({ custom_data: { a: 1 } });
    browser.site.loggedIn = { id: 'grace' };
    const next = browser.tab({ withEndpoint: true });
    await next.settle({ custom_data: { b: 2 } });
    await open.client.identify({ custom_data: { c: 3 } });
    await next.settle({ custom_data: { d: 4 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
    expect(storedOf(browser, 'grace')).toEqual({ b: 2, d: 4 });
  });
});

describe('tabs that open on an end which an earlier page could not finish', () => {
  test('finish it once, and are whoever the endpoint names', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const earlier = browser.tab({ withEndpoint: true });
    await earlier.settle({ custom_data: { a: 1 } });
    earlier.client.destroy();
    await leaveOnDisk({ leaving: true });
    const tabs = [1, 2, 3].map(() => browser.tab({ withEndpoint: true }));
    await Promise.all(tabs.map(({ client }) => client.ready()));
    const ends = await Promise.all(tabs.map(({ settle }, place) => settle({ custom_data: { [`tab${place}`]: 1 } })));
    expect(ends.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, tab0: 1, tab1: 1, tab2: 1 });
  });
});

describe('a claim and its patch', () => {
  test('stay together when the client is destroyed right after the call', async () => {
    const { client } = browser.tab();
    const kept = client.identify({ ...ada, custom_data: { a: 1 } });
    client.destroy();
    await kept;
    await browser.tab().settle(ada);
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
  });
});

describe('credentials', () => {
  test('one that a lesser proof of the same person replaces is revoked, not forgotten', async () => {
    const { settle } = browser.tab();
    await settle(ada);
    const verified = JSON.parse(await onDisk()).session.credential;
    await settle({ external_id: 'ada', custom_data: { a: 1 } });
    await vi.waitFor(() => expect(browser.calls).toContainEqual({ method: 'close', credential: verified }));
  });

  test('a guest’s that an identified person replaces is revoked, not forgotten', async () => {
    const { settle } = browser.tab();
    await settle({ custom_data: { a: 1 } });
    const guest = JSON.parse(await onDisk()).guest.credential;
    await settle({ external_id: 'ada', custom_data: { b: 1 } });
    expect(JSON.parse(await onDisk()).guest).toBeNull();
    await vi.waitFor(() => expect(browser.calls).toContainEqual({ method: 'close', credential: guest }));
  });
});
