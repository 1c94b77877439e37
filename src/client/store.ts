import { promisifyRequest } from 'idb-keyval';
import { emptyDocument, type OutboxDocument } from './outbox.js';

/** How long an IndexedDB open may take before memory serves instead: some browsers never answer it. */
const OPEN_LIMIT_MS = 2_000;

const DATABASE_VERSION = 1;

/** Of the object store, and of the one document in it. */
const OUTBOX = 'outbox';

/** Where the outbox lives. Only the client's own stores are one: what they keep may change in every version. */
export interface Store {
  /**
   * `false` where the browser offers nothing durable: a reload loses what waits.
   *
   * @internal
   */
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
  let last = emptyDocument();
  let held: OutboxDocument | undefined;

  function forget(): void {
    connection = undefined;
  }

  async function changeOnDisk<T>(transition: (outbox: OutboxDocument) => T): Promise<T> {
    connection ??= open(name, forget);
    const transaction = (await connection).transaction(OUTBOX, 'readwrite', { durability: 'strict' });
    const objects = transaction.objectStore(OUTBOX);
    const outbox = (await promisifyRequest<OutboxDocument | undefined>(objects.get(OUTBOX))) ?? emptyDocument();
    const value = transition(outbox);
    objects.put(outbox, OUTBOX);
    await promisifyRequest(transaction);
    last = outbox;
    return value;
  }

  return {
    get isDurable() {
      return !held;
    },
    async change(transition) {
      // A connection may have been lost: then once more over a new one.
      for (let tries = connection ? 2 : 1; tries > 0 && !held; tries -= 1) {
        try {
          return await changeOnDisk(transition);
        } catch {
          forget();
        }
      }
      // The same persons in new lanes: other tabs may still number entries in the durable ones.
      held ??= { ...last, entries: [] };
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
    request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX);
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
