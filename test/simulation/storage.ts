import { clone } from './clone.js';
import type { Page } from './page.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';
import { createTransaction, type Transaction } from './transaction.js';

/**
 * IndexedDB of one browser, as far as a key-value store needs it: transactions one after the other, on disk once they
 * say `complete`, gone with their page before that.
 */
export interface Storage {
  /** `hangs`: an open is never answered. `full`: what is written fails. `refuses`: opens fail. */
  mode: StorageMode;
  /** The page's `indexedDB`. */
  factoryFor(page: Page): object;
  /** Everything on disk, as one text. */
  text(): string;
  /** Every open connection is lost, as when the browser's storage process dies. */
  loseConnections(): void;
  /** The page is gone: what it had not committed is gone too. */
  drop(page: Page): void;
  /**
   * Whether the page waits for a transaction or an open: such a page isn't frozen. Chromium sees to the first; after
   * the second a client may have given up and serve from memory, which can't empty the disk.
   */
  isBusy(page: Page): boolean;
}

export type StorageMode = 'works' | 'hangs' | 'full' | 'refuses';

export type Stores = Map<string, Map<unknown, unknown>>;

interface Database {
  version: number;
  stores: Stores;
  /** Transactions that have not ended, the oldest first: it alone runs. */
  readonly line: Transaction[];
  readonly connections: Set<Connection>;
}

interface Connection {
  readonly page: Page;
  isOpen: boolean;
  readonly port: ConnectionPort;
}

interface ConnectionPort {
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}

interface OpenRequest {
  result?: unknown;
  error: Error | null;
  onsuccess: ((event: object) => void) | null;
  onerror: ((event: object) => void) | null;
  onupgradeneeded: ((event: object) => void) | null;
  onblocked: ((event: object) => void) | null;
}

/** @param onCommit - hears of every commit, once it is on disk. */
export function createStorage(timeline: Timeline, random: Random, onCommit: (page: Page) => void): Storage {
  const databases = new Map<string, Database>();
  const all = () => [...databases.values()];
  const opening = new Set<Page>();

  function open(page: Page, name: string, version = 1): OpenRequest {
    const request: OpenRequest = {
      error: null,
      onsuccess: null,
      onerror: null,
      onupgradeneeded: null,
      onblocked: null,
    };
    const { mode } = storage;
    if (mode === 'hangs') return request;
    opening.add(page);
    page.later(random.between(0, 5), () => {
      if (mode !== 'refuses') return grant(page, name, version, request);
      opening.delete(page);
      request.error = new Error('UnknownError: the browser refuses');
      request.onerror?.({ target: request });
    });
    return request;
  }

  function grant(page: Page, name: string, version: number, request: OpenRequest): void {
    const database = databases.get(name) ?? { version: 0, stores: new Map(), line: [], connections: new Set() };
    databases.set(name, database);
    const others = [...database.connections].filter(({ isOpen, page: { isAlive } }) => isOpen && isAlive);
    if (version > database.version && others.length > 0) {
      for (const { page: other, port } of others) other.run(() => port.onversionchange?.());
      return void page.later(5, () => grant(page, name, version, request));
    }
    const connection = connect(page, database);
    request.result = connection.port;
    if (version > database.version) {
      database.version = version;
      request.onupgradeneeded?.({ target: request });
    }
    page.later(0, () => {
      opening.delete(page);
      request.onsuccess?.({ target: request });
    });
  }

  function connect(page: Page, database: Database): Connection {
    const advance = () => database.line[0]?.start();
    const port = {
      onversionchange: null,
      onclose: null,
      get objectStoreNames() {
        return { contains: (name: string) => database.stores.has(name), length: database.stores.size };
      },
      createObjectStore: (name: string) => void database.stores.set(name, new Map()),
      deleteObjectStore: (name: string) => void database.stores.delete(name),
      transaction() {
        if (!connection.isOpen) throw new Error('InvalidStateError: the connection is closing');
        const transaction = createTransaction(page, timeline, random, {
          stores: () => database.stores,
          isFull: () => storage.mode === 'full',
          commit(stores) {
            database.stores = stores;
            onCommit(page);
          },
          onEnd() {
            database.line.splice(database.line.indexOf(transaction), 1);
            advance();
          },
        });
        database.line.push(transaction);
        timeline.after(0, advance);
        return transaction.port;
      },
      close() {
        connection.isOpen = false;
        database.connections.delete(connection);
      },
    };
    const connection: Connection = { page, isOpen: true, port };
    database.connections.add(connection);
    return connection;
  }

  const storage: Storage = {
    mode: 'works',
    factoryFor: (page) => ({ open: (name: string, version?: number) => open(page, name, version) }),
    text: () => JSON.stringify(all().map(({ stores }) => [...stores.values()].map((values) => [...values.entries()]))),
    loseConnections() {
      for (const { connections, line } of all()) {
        for (const transaction of [...line]) transaction.abort();
        for (const connection of [...connections]) {
          connection.isOpen = false;
          connections.delete(connection);
          connection.page.run(() => connection.port.onclose?.());
        }
      }
    },
    drop(page) {
      for (const { connections, line } of all()) {
        for (const connection of [...connections]) if (connection.page === page) connections.delete(connection);
        for (const transaction of [...line]) if (transaction.page === page) transaction.abort();
      }
    },
    isBusy: (page) =>
      opening.has(page) || all().some(({ line }) => line.some((transaction) => transaction.page === page)),
  };
  return storage;
}

/** A copy of the stores that a transaction writes into. */
export function copyOf(stores: Stores): Stores {
  return new Map([...stores].map(([name, values]) => [name, new Map([...values].map(([k, v]) => [k, clone(v)]))]));
}
