// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://shop.test/" }
import { createClient } from 'convot';
import { memory, memoryDesk } from 'convot/adapters/memory';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inTurnOfTabs } from '../../src/client/turns.js';
import { type Browser, comeBack, hashOf, onDisk, startBrowser, stopBrowsers } from './support.js';

const ada = { external_id: 'ada', user_hash: hashOf('ada') };

let browser: Browser;
beforeEach(() => {
  browser = startBrowser();
});
afterEach(stopBrowsers);

/** The browser's own opinion of its network. */
function onLine(value: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(value);
}

describe('ready', () => {
  test('resolves once the outbox is open and earlier commands are done, and is an event', async () => {
    const { client } = browser.tab();
    const ready = vi.fn();
    client.on('ready', ready);
    client.identify({ ...ada, custom_data: { plan: 'pro' } });
    await client.ready();
    expect(await onDisk()).toContain('pro');
    expect(ready).toHaveBeenCalledOnce();
  });
});

describe('status', () => {
  test('is one object that tells how things stand now', async () => {
    const { client, settle } = browser.tab();
    const { status } = client;
    expect(status).toMatchObject({ stored: 'queued', reason: null, unread: 0 });
    await settle({ ...ada, custom_data: { a: 1 } });
    expect(client.status).toBe(status);
    expect(status).toMatchObject({ stored: 'queued', reason: null });
  });

  test('storage-blocked: nothing durable, patches are held', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const { client } = browser.tab();
    expect((await client.identify(ada)).stored).toBe('held');
    expect(client.status).toMatchObject({ stored: 'held', reason: 'storage-blocked' });
  });

  test('offline, and nothing wrong any more once the network is back', async () => {
    browser.network = 'offline';
    onLine(false);
    const { client } = browser.tab();
    const { settled } = await client.identify({ ...ada, custom_data: { a: 1 } });
    await vi.waitFor(() => expect(client.status.reason).toBe('offline'));
    browser.network = 'online';
    onLine(true);
    comeBack();
    await settled;
    await vi.waitFor(() => expect(client.status.reason).toBeNull());
  });

  test('blocked-by-client: there is a network, and yet no answer', async () => {
    browser.network = 'offline';
    onLine(true);
    const { client } = browser.tab();
    await client.identify(ada);
    await vi.waitFor(() => expect(client.status.reason).toBe('blocked-by-client'));
  });

  test('csp: the page’s policy forbids connections; of other things it forbids nothing follows', async () => {
    browser.network = 'offline';
    onLine(true);
    const { client } = browser.tab();
    const violate = (effectiveDirective: string) =>
      window.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { effectiveDirective }));
    await client.identify(ada);
    violate('img-src');
    await vi.waitFor(() => expect(client.status.reason).toBe('blocked-by-client'));
    violate('connect-src');
    expect(client.status.reason).toBe('csp');
  });

  test('endpoint-failed: the identity endpoint gave no readable answer', async () => {
    browser.site.endpoint = 'fails';
    const { client, settle } = browser.tab({ withEndpoint: true });
    await settle({ ...ada, custom_data: { a: 1 } });
    expect(client.status.reason).toBe('endpoint-failed');
  });

  test('how much is unread', async () => {
    const client = createClient({
      adapter: { ...memory({ desk: memoryDesk(), app: 'app_x' }), unread: async () => 3 },
    });
    await (await client.identify({ external_id: 'ada' })).settled;
    comeBack();
    await vi.waitFor(() => expect(client.status.unread).toBe(3));
    client.destroy();
  });
});

describe('the turn of tabs', () => {
  /** Web Locks of one browser, as far as one exclusive lock goes. */
  function stubLocks(): { release: () => void } {
    let held: Promise<unknown> = Promise.resolve();
    let release: () => void = () => undefined;
    held = new Promise<void>((resolve) => {
      release = resolve;
    });
    vi.stubGlobal('navigator', {
      locks: {
        request: (_: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>) => {
          const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          const granted = held.then(() => 'granted');
          return Promise.race([granted, aborted]).then(work);
        },
      },
    });
    return { release };
  }

  test('work waits for another tab’s, and runs once', async () => {
    const { release } = stubLocks();
    const work = vi.fn(async () => undefined);
    const done = inTurnOfTabs('a', work);
    await Promise.resolve();
    expect(work).not.toHaveBeenCalled();
    release();
    await done;
    expect(work).toHaveBeenCalledOnce();
  });

  test('a tab frozen with the lock stops the others for a while only', async () => {
    stubLocks();
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    vi.stubGlobal('navigator', {
      locks: { request: async () => Promise.reject(new DOMException('waited', 'TimeoutError')) },
    });
    const work = vi.fn(async () => undefined);
    await inTurnOfTabs('a', work);
    expect(work).toHaveBeenCalledOnce();
  });

  test('what the work fails with is told, and it is not run again for that', async () => {
    const { release } = stubLocks();
    release();
    const work = vi.fn(async () => {
      throw new Error('offline');
    });
    await expect(inTurnOfTabs('a', work)).rejects.toThrow('offline');
    expect(work).toHaveBeenCalledOnce();
  });

  test('without locks work runs at once', async () => {
    vi.stubGlobal('navigator', {});
    const work = vi.fn(async () => undefined);
    await inTurnOfTabs('a', work);
    expect(work).toHaveBeenCalledOnce();
  });
});
