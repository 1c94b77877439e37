// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://shop.test/" }
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memory } from '../../src/adapters/memory/index.js';
import { askIdentity } from '../../src/client/identity.js';
import { type Browser, comeBack, hashOf, onDisk, startBrowser, stopBrowsers } from './support.js';

const ada = { external_id: 'ada', user_hash: hashOf('ada') };
const grace = { external_id: 'grace', user_hash: hashOf('grace') };
const storedOf = (browser: Browser, value: string) => browser.desk.stored({ kind: 'external_id', value });

let browser: Browser;
beforeEach(() => {
  browser = startBrowser();
});
afterEach(stopBrowsers);

describe('identify', () => {
  test('delivers custom data and says what became of it', async () => {
    const { client } = browser.tab();
    const receipt = await client.identify({ ...ada, custom_data: { plan: 'pro', seats: 5, active: true } });
    expect(receipt.stored).toBe('queued');
    expect(await receipt.settled).toEqual({ status: 'applied', refused: [] });
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro', seats: 5, active: true });
  });

  test('names each refused key and applies the rest', async () => {
    const { settle, events } = browser.tab();
    const custom_data = { plan: 'pro', bad: Number.NaN, list: ['x'] as never };
    const refused = [
      { key: 'bad', code: 'value_not_finite' },
      { key: 'list', code: 'value_type' },
    ];
    expect(await settle({ ...ada, custom_data })).toEqual({ status: 'applied', refused });
    expect(events).toContainEqual({ name: 'applied', event: { status: 'applied', refused } });
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
  });

  test('takes a number for external_id, as its decimal', async () => {
    await browser.tab().settle({ external_id: 42, custom_data: { plan: 'free' } });
    expect(storedOf(browser, '42')).toEqual({ plan: 'free' });
  });

  test.each([null, 'ada', { external_id: {} }, { email: 'a\nb' }, { external_id: 'ada', custom_data: [] }])(
    'answers wrong use (%j) with a receipt and a console error, never an exception',
    async (wrong) => {
      const { settle, events } = browser.tab();
      const end = await settle(wrong as never);
      expect(end.status).toBe('refused');
      expect(end.code).toMatch(/claim_invalid|wrong_use/);
      expect(console.error).toHaveBeenCalledOnce();
      expect(events.map(({ name }) => name)).toEqual(['error', 'refused']);
    },
  );

  test('a listener that throws stops neither the client nor other listeners', async () => {
    const { client, settle } = browser.tab();
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const shown = new Promise((resolve) => process.once('unhandledRejection', resolve));
    const heard = vi.fn();
    client.on('applied', () => {
      throw new Error('the page is broken');
    });
    client.on('applied', heard);
    await settle({ ...ada, custom_data: { plan: 'pro' } });
    expect(heard).toHaveBeenCalledOnce();
    expect(await shown).toMatchObject({ message: 'the page is broken' });
    for (const other of others) process.on('unhandledRejection', other);
  });

  test('patches of one person arrive in the order of their calls', async () => {
    const { client } = browser.tab();
    const calls = [1, 2, 3, 4, 5].map((step) => client.identify({ ...ada, custom_data: { step } }));
    for (const receipt of await Promise.all(calls)) expect((await receipt.settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ step: 5 });
    const seqs = browser.calls.flatMap(({ method, request }) =>
      method === 'push' ? (request as { entries: { seq: number }[] }).entries.map(({ seq }) => seq) : [],
    );
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  test('an unverified visitor fills blanks only', async () => {
    await browser.tab().settle({ ...ada, custom_data: { plan: 'pro' } });
    const other = startBrowser(browser.desk).tab();
    await other.settle({ external_id: 'ada', custom_data: { plan: 'free', note: 'hello' } });
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro', note: 'hello' });
  });

  test('a wrong user_hash is refused with its code, and nothing is written', async () => {
    const { settle, client } = browser.tab();
    const end = await settle({ external_id: 'ada', user_hash: 'wrong', custom_data: { plan: 'free' } });
    expect(end).toEqual({ status: 'refused', refused: [], code: 'hash_invalid' });
    expect(storedOf(browser, 'ada')).toEqual({});
    const guest = await client.identify({ custom_data: { seen: 'pricing' } });
    expect((await guest.settled).status).toBe('applied');
  });

  test('without a claim the data belongs to the guest, who stays the same guest', async () => {
    const { settle } = browser.tab();
    await settle({ custom_data: { a: 1 } });
    await browser.tab().settle({ custom_data: { b: 2 } });
    const opens = browser.calls.filter(({ method }) => method === 'open');
    expect(opens[1]?.request).toHaveProperty('resume');
  });

  test('a guest who comes back hears what is unread, without opening a session', async () => {
    const first = browser.tab();
    await first.settle({ custom_data: { a: 1 } });
    first.client.destroy();
    const counts: number[] = [];
    browser.tab().client.on('unread', (count) => counts.push(count));
    comeBack();
    await vi.waitFor(() => expect(counts.length).toBeGreaterThan(0));
    expect(browser.calls.filter(({ method }) => method === 'open')).toHaveLength(1);
  });

  test('a claim alone has an end too', async () => {
    expect((await browser.tab().settle(ada)).status).toBe('applied');
  });
});

describe('delivery', () => {
  test('what was queued offline is delivered by a later page, once its handle is named again', async () => {
    browser.network = 'offline';
    const first = browser.tab();
    await first.client.identify({ ...ada, custom_data: { plan: 'pro' } });
    first.client.destroy();
    browser.network = 'online';
    await browser.tab().settle(ada);
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
  });

  test('an acknowledgement lost after the backend acted changes nothing twice', async () => {
    const { client, settle } = browser.tab();
    await settle({ ...ada, custom_data: { count: 1 } });
    browser.network = 'losesAnswers';
    const lost = await client.identify({ ...ada, custom_data: { count: 2 } });
    await vi.waitFor(() => expect(browser.calls.filter(({ method }) => method === 'push').length).toBeGreaterThan(1));
    browser.network = 'online';
    const later = await client.identify({ ...ada, custom_data: { note: 'later' } });
    comeBack();
    expect((await lost.settled).status).toBe('applied');
    expect((await later.settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ count: 2, note: 'later' });
  });

  test('a patch is on disk before it is called queued', async () => {
    browser.network = 'offline';
    const receipt = await browser.tab().client.identify({ ...ada, custom_data: { plan: 'pro' } });
    expect(receipt.stored).toBe('queued');
    expect(await onDisk()).toContain('"plan":"pro"');
  });

  test('without storage patches are held in memory and delivered all the same', async () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new Error('blocked');
      },
    });
    const receipt = await browser.tab().client.identify({ ...ada, custom_data: { plan: 'pro' } });
    expect(receipt.stored).toBe('held');
    expect((await receipt.settled).status).toBe('applied');
  });

  test('two tabs share what waits for the person, and one session', async () => {
    await browser.tab().settle({ ...ada, custom_data: { a: 1 } });
    browser.network = 'offline';
    const receipts = [
      await browser.tab().client.identify({ ...ada, custom_data: { b: 2 } }),
      await browser.tab().client.identify({ ...ada, custom_data: { c: 3 } }),
    ];
    browser.network = 'online';
    comeBack();
    for (const { settled } of receipts) expect((await settled).status).toBe('applied');
    const pushes = browser.calls.filter(({ method }) => method === 'push');
    const entries = pushes.flatMap(({ request }) => (request as { entries: readonly unknown[] }).entries.length);
    expect(entries).toContain(2);
    expect(new Set(pushes.map(({ credential }) => credential)).size).toBe(1);
  });
});

describe('the identity endpoint', () => {
  test('a token names the person, also for data without a claim', async () => {
    browser.site.loggedIn = { id: 'ada' };
    await browser.tab({ withEndpoint: true }).settle({ custom_data: { plan: 'pro' } });
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
  });

  test('is asked once a page', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const { settle } = browser.tab({ withEndpoint: true });
    await settle({ custom_data: { a: 1 } });
    await settle({ custom_data: { b: 2 } });
    expect(browser.site.asked).toBe(1);
  });

  test('a claim that contradicts the token is refused, the token stays', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const { settle } = browser.tab({ withEndpoint: true });
    const end = await settle({ ...grace, custom_data: { plan: 'pro' } });
    expect(end).toMatchObject({ status: 'refused', code: 'identity_conflict' });
    await settle({ custom_data: { seen: true } });
    expect(storedOf(browser, 'ada')).toEqual({ seen: true });
    expect(storedOf(browser, 'grace')).toEqual({});
  });

  test('null ends a session that a token opened', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const first = browser.tab({ withEndpoint: true });
    await first.settle({ custom_data: { a: 1 } });
    first.client.destroy();
    browser.site.loggedIn = null;
    await browser.tab({ withEndpoint: true }).settle({ custom_data: { b: 2 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
    expect(browser.calls.map(({ method }) => method)).toContain('close');
  });

  test('null does not end the session of a claim', async () => {
    const { settle } = browser.tab({ withEndpoint: true });
    await settle({ ...ada, custom_data: { a: 1 } });
    await settle({ custom_data: { b: 2 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 2 });
  });

  test.each(['fails', 'unreadable'] as const)('an endpoint that %s ends nothing', async (endpoint) => {
    browser.site.loggedIn = { id: 'ada' };
    const first = browser.tab({ withEndpoint: true });
    await first.settle({ custom_data: { a: 1 } });
    first.client.destroy();
    browser.site.endpoint = endpoint;
    const second = browser.tab({ withEndpoint: true });
    const { settled } = await second.client.identify({ custom_data: { b: 2 } });
    const failed = { name: 'error', event: expect.objectContaining({ code: 'endpoint_failed' }) };
    await vi.waitFor(() => expect(second.events).toContainEqual(failed));
    expect(browser.calls.map(({ method }) => method)).not.toContain('close');
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
    // Nor is what waits given to a guest meanwhile.
    browser.site.endpoint = 'works';
    comeBack();
    expect((await settled).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 2 });
  });
});

describe('getToken', () => {
  test('that never answers fails like an endpoint that doesn’t', async () => {
    vi.useFakeTimers();
    const asked = askIdentity({ adapter: memory(), getToken: () => new Promise(() => {}) });
    const failed = expect(asked).rejects.toMatchObject({ code: 'endpoint_failed', reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(10_000);
    await failed;
    vi.useRealTimers();
  });

  test('names the person instead of an endpoint, and is called without anything of ours', async () => {
    const getToken = vi.fn(async () => JSON.stringify({ id: 'ada' }));
    await browser.tab({ withEndpoint: true, getToken }).settle({ custom_data: { plan: 'pro' } });
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
    expect(getToken).toHaveBeenCalledWith();
    expect(browser.site.asked).toBe(0);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('the page is broken');
      },
    ],
    ['forgets its promise', () => undefined],
  ])('that %s ends nothing and holds up nobody', async (_, broken) => {
    const { settle } = browser.tab({ getToken: broken as never });
    expect((await settle({ ...ada, custom_data: { plan: 'pro' } })).status).toBe('applied');
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
  });
});

describe('never the wrong person', () => {
  test('reset() delivers what waits, then leaves nothing on disk, and revokes the session', async () => {
    const { client, settle } = browser.tab();
    await settle(ada);
    await client.identify({ ...ada, custom_data: { plan: 'pro' } });
    await client.reset();
    expect(storedOf(browser, 'ada')).toEqual({ plan: 'pro' });
    expect(browser.calls.at(-1)?.method).toBe('close');
    const disk = JSON.parse(await onDisk());
    expect(disk).toMatchObject({ session: null, guest: null, entries: [], leaving: false });
  });

  test('what reset() discarded is not sent by a page that goes away later', async () => {
    const { client, settle } = browser.tab();
    await settle(ada);
    browser.network = 'offline';
    const { settled } = await client.identify({ ...ada, custom_data: { plan: 'pro' } });
    await client.reset();
    expect((await settled).status).toBe('discarded');
    browser.network = 'online';
    const before = browser.calls.length;
    window.dispatchEvent(new Event('pagehide'));
    await client.ready();
    expect(browser.calls.slice(before).map(({ method }) => method)).not.toContain('push');
    expect(storedOf(browser, 'ada')).toEqual({});
  });

  test('the count of unread messages ends with its person', async () => {
    const { client, settle } = browser.tab();
    await settle(ada);
    const heard = vi.fn();
    client.on('unread', heard);
    await client.reset();
    expect(heard).toHaveBeenLastCalledWith(0);
    expect(client.status.unread).toBe(0);
  });

  test('reset() while offline discards what waits, and says how much', async () => {
    const { client, settle, events } = browser.tab();
    await settle(ada);
    browser.network = 'offline';
    const receipt = await client.identify({ ...ada, custom_data: { plan: 'pro' } });
    await client.reset();
    expect((await receipt.settled).status).toBe('discarded');
    expect(events).toContainEqual({ name: 'discarded', event: { count: 1 } });
    expect(JSON.parse(await onDisk()).entries).toEqual([]);
  });

  test('a reset() cut short by the end of its page is finished by the next one', async () => {
    browser.network = 'offline';
    const first = browser.tab();
    await first.client.identify({ ...ada, custom_data: { plan: 'pro' } });
    first.client.reset();
    first.client.destroy();
    browser.network = 'online';
    const second = browser.tab();
    await second.settle({ ...grace, custom_data: { plan: 'free' } });
    expect(storedOf(browser, 'ada')).toEqual({});
    expect(await onDisk()).not.toContain('"plan":"pro"');
  });

  test('a claim given right after reset() is the new person, not the old', async () => {
    const { client, settle } = browser.tab();
    await settle({ ...ada, custom_data: { a: 1 } });
    client.reset();
    await settle({ ...grace, custom_data: { b: 2 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
    expect(storedOf(browser, 'grace')).toEqual({ b: 2 });
  });

  test('another person on the same page: the first one ends everywhere', async () => {
    const { settle } = browser.tab();
    await settle({ ...ada, custom_data: { a: 1 } });
    const adas = browser.calls.find(({ method }) => method === 'push')?.credential;
    await settle({ ...grace, custom_data: { b: 2 } });
    expect(storedOf(browser, 'grace')).toEqual({ b: 2 });
    expect(browser.calls).toContainEqual({ method: 'close', credential: adas });
    expect(JSON.stringify(JSON.parse(await onDisk()))).not.toContain(adas);
  });

  test('patches that a person left offline never reach the next person', async () => {
    browser.network = 'offline';
    const first = browser.tab();
    await first.client.identify({ ...ada, custom_data: { secret: 'adas' } });
    first.client.destroy();
    browser.network = 'online';
    const { client, settle, events } = browser.tab();
    await settle({ ...grace, custom_data: { b: 2 } });
    expect(storedOf(browser, 'grace')).toEqual({ b: 2 });
    await client.reset();
    expect(events).toContainEqual({ name: 'discarded', event: { count: 1 } });
    expect(await onDisk()).not.toContain('adas');
  });

  test('a reset() in one tab ends the person in the other, which names nobody by itself again', async () => {
    const one = browser.tab();
    const two = browser.tab();
    await one.settle({ ...ada, custom_data: { a: 1 } });
    await two.settle({ ...ada, custom_data: { b: 2 } });
    await one.client.reset();
    await two.settle({ custom_data: { c: 3 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 2 });
  });

  test('also when the message between tabs is lost: the store tells', async () => {
    const one = browser.tab();
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        postMessage() {}
        close() {}
      },
    );
    const two = browser.tab();
    await two.settle({ ...ada, custom_data: { b: 2 } });
    await one.settle({ ...ada, custom_data: { a: 1 } });
    await one.client.reset();
    await two.settle({ custom_data: { c: 3 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1, b: 2 });
  });

  test('a page back from the back/forward cache forgets its claim and asks again', async () => {
    browser.site.loggedIn = { id: 'ada' };
    const { settle } = browser.tab({ withEndpoint: true });
    await settle({ ...ada, custom_data: { a: 1 } });
    browser.site.loggedIn = { id: 'grace' };
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await settle({ custom_data: { b: 2 } });
    expect(storedOf(browser, 'ada')).toEqual({ a: 1 });
    expect(storedOf(browser, 'grace')).toEqual({ b: 2 });
  });

  test('an answer that arrives after reset() names nobody, and its session is ended', async () => {
    const { client, events } = browser.tab({ withEndpoint: true });
    let answer: (response: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise((resolve) => (answer = resolve)));
    const receipt = await client.identify({ ...ada, custom_data: { a: 1 } });
    const ended = client.reset();
    answer(Response.json({ identity: JSON.stringify({ id: 'ada' }) }));
    await ended;
    expect((await receipt.settled).status).toBe('discarded');
    expect(events.map(({ name }) => name)).not.toContain('identified');
    expect(storedOf(browser, 'ada')).toEqual({});
  });
});
