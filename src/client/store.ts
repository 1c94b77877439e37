import { promisifyRequest, type UseStore, update } from 'idb-keyval';
import { emptyDocument, type OutboxDocument } from './outbox.js';

/** How long an IndexedDB open may take before memory serves instead: some browsers never answer it. */
const OPEN_LIMIT_MS = 2_000;

const DATABASE_VERSION = 1;
const OBJECT_STORE = 'outbox';
const DOCUMENT_KEY = 'document';

/** Where the outbox lives. Only the client's own stores are one: what they keep may change in every version. */
export interface Store {
  /** `memory`: the browser offers nothing durable; a reload loses what waits. */
  readonly kind: 'durable' | 'memory';
  /**
   * Runs a transition on the latest document in one transaction; resolves once it is on disk.
   * The transition may run again when a lost connection is opened anew, so it must depend on the document alone.
   *
   * @internal
   */
  change<T>(transition: (outbox: OutboxDocument) => T): Promise<T>;
}

/** A durable store of this name; it falls to memory, for good, when the browser refuses. Never rejects. */
export function browserStore(name: string): Store {
  const use = strictStore(name);
  const fallback = memoryStore();
  let kind: Store['kind'] = 'durable';
  return {
    get kind() {
      return kind;
    },
    async change(transition) {
      if (kind === 'durable') {
        try {
          return await changeIn(use, transition);
        } catch {
          // New lanes from here on: other tabs may still number entries in the durable ones.
          kind = 'memory';
        }
      }
      return fallback.change(transition);
    },
  };
}

/** A store that forgets with the page. */
export function memoryStore(): Store {
  const outbox = emptyDocument();
  return { kind: 'memory', change: async (transition) => transition(outbox) };
}

async function changeIn<T>(use: UseStore, transition: (outbox: OutboxDocument) => T): Promise<T> {
  let result: { readonly value: T } | undefined;
  await update<OutboxDocument>(
    DOCUMENT_KEY,
    (stored) => {
      const outbox = stored ?? emptyDocument();
      result = { value: transition(outbox) };
      return outbox;
    },
    use,
  );
  return (result as { readonly value: T }).value;
}

/** idb-keyval's store shape, with what its own lacks: strict durability, a limit on opening, one reopening. */
function strictStore(name: string): UseStore {
  let connection: Promise<IDBDatabase> | undefined;
  const connect = () => {
    connection ??= open(name, () => {
      connection = undefined;
    });
    return connection;
  };
  return async (mode, callback) => {
    const begin = async () => (await connect()).transaction(OBJECT_STORE, mode, { durability: 'strict' });
    let transaction: IDBTransaction;
    try {
      transaction = await begin();
    } catch {
      connection = undefined;
      transaction = await begin();
    }
    return callback(transaction.objectStore(OBJECT_STORE));
  };
}

async function open(name: string, onLost: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, DATABASE_VERSION);
  request.onupgradeneeded = () => request.result.createObjectStore(OBJECT_STORE);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), OPEN_LIMIT_MS);
  });
  try {
    const database = await Promise.race([promisifyRequest(request), limit]);
    database.onversionchange = () => {
      database.close();
      onLost();
    };
    database.onclose = onLost;
    return database;
  } finally {
    clearTimeout(timer);
  }
}
