import { type BackendAdapter, type Client, ConvotError, createClient, type Identify, type Settlement } from 'convot';
import { type MemoryDesk, memory, memoryDesk } from 'convot/adapters/memory';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';

/** The hash that the backend of these tests holds for right. */
export const hashOf = (value: string) => `right:${value}`;

/** The customer's own site: who is logged in there, and how its endpoint behaves. */
export interface Site {
  loggedIn: { readonly id: string; readonly email?: string } | null;
  endpoint: 'works' | 'fails' | 'unreadable';
  asked: number;
}

/** One browser: its storage, the network to a backend, the customer's site, and any number of tabs. */
export interface Browser {
  readonly desk: MemoryDesk;
  readonly site: Site;
  /** `offline` fails each call, `losesAnswers` lets the backend act and then fails. */
  network: 'online' | 'offline' | 'losesAnswers';
  /** Calls that reached the adapter, in order. */
  readonly calls: { readonly method: string; readonly credential?: string; readonly request?: unknown }[];
  tab(options?: TabOptions): Tab;
}

export interface TabOptions {
  readonly withEndpoint?: boolean;
  readonly getToken?: () => Promise<string | null>;
}

export interface Tab {
  readonly client: Client;
  readonly events: { readonly name: string; readonly event: unknown }[];
  /** Calls `identify()` and waits for the patch's end. */
  settle(identity: Identify): Promise<Settlement>;
}

const NAMES = ['identified', 'applied', 'refused', 'expired', 'discarded', 'error'] as const;

const trusting = () =>
  memoryDesk({
    verifyHash: async (value, hash) => hash === hashOf(value),
    openToken: async (token) => {
      const { id, email } = JSON.parse(token);
      return { userDetail: { id, ...(email && { email }) } };
    },
  });

/** Each browser has an app of its own: messages between tabs of an earlier test must not reach a later one's. */
let apps = 0;

function nextApp(): string {
  apps += 1;
  return `app_${apps}`;
}

/** Starts a browser with empty storage, replacing the page's globals. */
export function startBrowser(desk: MemoryDesk = trusting()): Browser {
  const app = nextApp();
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const site: Site = { loggedIn: null, endpoint: 'works', asked: 0 };
  vi.stubGlobal('fetch', () => answerOf(site));
  const tabs: Client[] = [];
  const browser: Browser = {
    desk,
    site,
    network: 'online',
    calls: [],
    tab({ withEndpoint = false, getToken } = {}) {
      const endpoint = withEndpoint ? '/api/megadesk-identity' : null;
      const client = createClient({
        adapter: through(browser, memory({ desk, app })),
        identityEndpoint: endpoint,
        getToken,
      });
      const events: Tab['events'] = [];
      for (const name of NAMES) client.on(name, (event) => events.push({ name, event }));
      tabs.push(client);
      return { client, events, settle: async (identity) => (await client.identify(identity)).settled };
    },
  };
  stops.push(() => {
    for (const client of tabs) client.destroy();
  });
  return browser;
}

const stops: (() => void)[] = [];

/** Ends every browser that the test started. Call it in `afterEach`. */
export function stopBrowsers(): void {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

async function answerOf(site: Site): Promise<Response> {
  site.asked += 1;
  if (site.endpoint === 'fails') throw new TypeError('failed');
  if (site.endpoint === 'unreadable') return new Response('<html>');
  return Response.json({ identity: site.loggedIn && JSON.stringify(site.loggedIn) });
}

function through(browser: Browser, inner: BackendAdapter): BackendAdapter {
  const pass = async <T>(method: string, credential: string | undefined, request: unknown, call: () => Promise<T>) => {
    browser.calls.push({ method, ...(credential && { credential }), ...(request !== undefined && { request }) });
    if (browser.network === 'offline') throw new ConvotError('offline');
    const answer = await call();
    if (browser.network === 'losesAnswers') throw new ConvotError('offline');
    return answer;
  };
  return {
    ...inner,
    open: (request) => pass('open', undefined, request, () => inner.open(request)),
    push: (credential, request) => pass('push', credential, request, () => inner.push(credential, request)),
    close: (credential) => pass('close', credential, undefined, () => inner.close(credential)),
    unread: (credential) => pass('unread', credential, undefined, () => inner.unread(credential)),
  };
}

/** The page comes back to the front or to the network: pauses end. */
export function comeBack(): void {
  window.dispatchEvent(new Event('online'));
}

/** What the browser keeps on disk for the app. */
export async function onDisk(): Promise<string> {
  return JSON.stringify(await atDisk((objects) => objects.get('outbox')));
}

/** Puts another document in the place of what the browser keeps, as a page that died in the middle would have left it. */
export async function leaveOnDisk(change: object): Promise<void> {
  const document = await atDisk((objects) => objects.get('outbox'));
  await atDisk((objects) => objects.put({ ...(document as object), ...change }, 'outbox'));
}

async function atDisk(request: (objects: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await settled<IDBDatabase>(indexedDB.open(`convot:memory:app_${apps}`));
  const answer = await settled(request(database.transaction('outbox', 'readwrite').objectStore('outbox')));
  database.close();
  return answer;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
}
