import { clone } from './clone.js';
import type { Page } from './page.js';
import type { Random } from './random.js';
import { copyOf, type Stores } from './storage.js';
import type { Timeline } from './timeline.js';

/** One IndexedDB transaction. Reads and writes a copy, which becomes the store when it commits. */
export interface Transaction {
  readonly page: Page;
  /** What the page's code gets. */
  readonly port: object;
  /** It is its turn. */
  start(): void;
  /** Nothing of it happened, if it isn't on disk yet. */
  abort(): void;
}

/** What a transaction needs of its database. */
export interface TransactionPorts {
  readonly stores: () => Stores;
  readonly isFull: () => boolean;
  readonly commit: (stores: Stores) => void;
  readonly onEnd: () => void;
}

interface Request {
  result: unknown;
  error: Error | null;
  onsuccess: ((event: object) => void) | null;
  onerror: ((event: object) => void) | null;
}

/** How long a strictly durable commit takes at most, in milliseconds. */
const COMMIT_MS = 4;

/** How long one read or write takes, in milliseconds. */
const REQUEST_MS = 0.1;

export function createTransaction(
  page: Page,
  timeline: Timeline,
  random: Random,
  ports: TransactionPorts,
): Transaction {
  let state: 'waiting' | 'running' | 'ended' = 'waiting';
  let stores: Stores = new Map();
  let isWriting = false;
  const requests: { readonly request: Request; readonly act: () => unknown }[] = [];
  const port = {
    error: null as Error | null,
    oncomplete: null as ((event: object) => void) | null,
    onabort: null as ((event: object) => void) | null,
    onerror: null as ((event: object) => void) | null,
    objectStore: (name: string) => objectStore(name),
    commit() {},
    abort: () => fail(new Error('AbortError: aborted')),
  };

  function objectStore(name: string) {
    const ask = (act: (values: Map<unknown, unknown>) => unknown) => {
      if (state === 'ended') throw new Error('TransactionInactiveError: the transaction has ended');
      const request: Request = { result: undefined, error: null, onsuccess: null, onerror: null };
      requests.push({ request, act: () => act(stores.get(name) ?? new Map()) });
      return request;
    };
    const write = (act: (values: Map<unknown, unknown>) => unknown) => {
      const request = ask((values) => {
        isWriting = true;
        if (ports.isFull()) throw new Error('QuotaExceededError: the disk is full');
        return act(values);
      });
      return request;
    };
    return {
      get: (key: unknown) => ask((values) => clone(values.get(key))),
      getAll: () => ask((values) => clone([...values.values()])),
      getAllKeys: () => ask((values) => [...values.keys()]),
      put(value: unknown, key: unknown) {
        const copy = clone(value);
        return write((values) => void values.set(key, copy));
      },
      delete: (key: unknown) => write((values) => void values.delete(key)),
      clear: () => write((values) => values.clear()),
    };
  }

  function step(): void {
    if (state !== 'running') return;
    const next = requests.shift();
    if (!next) {
      timeline.after(random.between(isWriting ? 1 : 0, COMMIT_MS), commit);
      return;
    }
    try {
      next.request.result = next.act();
    } catch (error) {
      next.request.error = error as Error;
      page.run(() => next.request.onerror?.({ target: next.request }));
      fail(error as Error);
      return;
    }
    page.run(() => next.request.onsuccess?.({ target: next.request }));
    // After what the page's code asks for in answer to this one.
    timeline.after(REQUEST_MS, step);
  }

  function commit(): void {
    if (state !== 'running') return;
    state = 'ended';
    if (isWriting) ports.commit(stores);
    page.run(() => port.oncomplete?.({ target: port }));
    ports.onEnd();
  }

  function fail(error: Error): void {
    if (state === 'ended') return;
    state = 'ended';
    port.error = error;
    timeline.after(0, () => page.run(() => port.onabort?.({ target: port })));
    ports.onEnd();
  }

  return {
    page,
    port,
    start() {
      if (state !== 'waiting') return;
      state = 'running';
      stores = copyOf(ports.stores());
      timeline.after(REQUEST_MS, step);
    },
    abort: () => fail(new Error('AbortError: the connection was lost')),
  };
}
