import { promisifyRequest } from 'idb-keyval';
import { emptyDocument, type OutboxDocument } from './outbox.js';

/** How long an IndexedDB open may take before memory serves instead: some browsers never answer it. */
const OPEN_LIMIT_MS = 2_000;

const DATABASE_VERSION = 1;
const OBJECT_STORE = 'outbox';
const DOCUMENT_KEY = 'document';

/** Where the outbox lives. Only the client's own stores are one: what they keep may change in every version. */
export interface Store {
  /** `false` where the browser offers nothing durable: a reload loses what waits. */
  readonly isDurable: boolean;
  /**
   * Runs a transition on the latest document in one transaction; resolves once it is on disk.
   * The transition may run again when the first store fails, so it must depend on the document alone.
   *
   * @internal
   */
  change<T>(transition: (outbox: OutboxDocument) => T): Promise<T>;
}

/**
 * A durable store of this name, as idb-keyval's own are not: strictly durable, opened within a limit, opened once more
 * when the connection is lost. It falls to memory, for good, when the browser refuses. Never rejects.
 */
export function browserStore(name: string): Store {
  let connection: Promise<IDBDatabase> | undefined;
  let hasWorked = false;
  let last = emptyDocument();
  let held: OutboxDocument | undefined;

  function forget(): void {
    connection = undefined;
  }

  async function changeOnDisk<T>(transition: (outbox: OutboxDocument) => T): Promise<T> {
    connection ??= open(name, forget);
    const transaction = (await connection).transaction(OBJECT_STORE, 'readwrite', { durability: 'strict' });
    const objects = transaction.objectStore(OBJECT_STORE);
    const outbox = (await promisifyRequest<OutboxDocument | undefined>(objects.get(DOCUMENT_KEY))) ?? emptyDocument();
    const value = transition(outbox);
    objects.put(outbox, DOCUMENT_KEY);
    await promisifyRequest(transaction);
    hasWorked = true;
    last = outbox;
    return value;
  }

  return {
    get isDurable() {
      return !held;
    },
    async change(transition) {
      while (!held) {
        try {
          return await changeOnDisk(transition);
        } catch {
          forget();
          // The same persons in new lanes: other tabs may still number entries in the durable ones.
          if (!hasWorked) held = { ...last, entries: [] };
          hasWorked = false;
        }
      }
      return transition(held);
    },
  };
}

/** A store that forgets with the page. */
export function memoryStore(): Store {
  const outbox = emptyDocument();
  return { isDurable: false, change: async (transition) => transition(outbox) };
}

/** Rejects when the browser refuses, and when it doesn't answer in time. */
function open(name: string, onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, DATABASE_VERSION);
    request.onupgradeneeded = () => request.result.createObjectStore(OBJECT_STORE);
    request.onerror = reject;
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = database.onclose = () => {
        database.close();
        onLost();
      };
      resolve(database);
    };
    setTimeout(reject, OPEN_LIMIT_MS);
  });
}
