import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from './errors.js';
import type { FromWorker, ToWorker, WorkerData } from './pglite-worker.mjs';

/** First byte of PostgreSQL's Terminate message, which PGlite must not get: it would end the only backend. */
const TERMINATE = 0x58;

/** A running PGlite: one backend in a worker thread, so one connection at a time. */
export interface Pglite {
  /** A stream that speaks PostgreSQL's protocol, for the `socket` option of postgres.js. */
  connect(): Duplex;
  /** The whole data directory as a tar file. */
  dump(): Promise<Uint8Array>;
  /** Finishes what was sent, shuts the database down and ends the thread. */
  close(): Promise<void>;
  /** Resolves when the thread ends, unless {@link Pglite.close} ended it. */
  readonly broken: Promise<DatabaseError>;
}

/**
 * Starts PGlite in a thread of its own.
 *
 * @param options.directory - where its files are; `null` keeps everything in memory.
 * @param options.template - a dump to start from, in memory only.
 * @throws DatabaseError `stopped`
 */
export async function startPglite(options: {
  readonly directory: string | null;
  readonly template?: Uint8Array | null;
}): Promise<Pglite> {
  const workerData: WorkerData = { directory: options.directory, template: options.template ?? null };
  const worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), { workerData });
  const thread = new Thread(worker);
  await thread.next('ready');
  return thread;
}

class Thread implements Pglite {
  readonly broken: Promise<DatabaseError>;
  readonly #worker: Worker;
  #closing = false;
  #stopped: DatabaseError | null = null;
  #connection: Duplex | null = null;
  #tellBroken: (error: DatabaseError) => void = () => {};

  constructor(worker: Worker) {
    this.#worker = worker;
    this.broken = new Promise((resolve) => {
      this.#tellBroken = resolve;
    });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'bytes') this.#connection?.push(message.bytes);
    });
    // `exit` follows `error`; the first to come says why.
    worker.on('error', (cause) => this.#stop(cause));
    worker.on('exit', () => this.#stop());
  }

  connect(): Duplex {
    this.#connection?.destroy();
    this.#post({ kind: 'reset' });
    const connection = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        if (chunk[0] !== TERMINATE) this.#post({ kind: 'bytes', bytes: new Uint8Array(chunk) });
        done();
      },
      final: (done) => {
        connection.push(null);
        done();
      },
    });
    // postgres.js ends only a socket that says that it is open.
    Object.defineProperty(connection, 'readyState', { get: () => (connection.destroyed ? 'closed' : 'open') });
    this.#connection = connection;
    // Later, when postgres.js listens: it waits for ever on a connection that fails before it began.
    const error = this.#stopped;
    if (error) setImmediate(() => connection.destroy(error));
    return connection;
  }

  async dump(): Promise<Uint8Array> {
    const answer = this.next('dumped');
    this.#post({ kind: 'dump' });
    return (await answer).bytes;
  }

  async close(): Promise<void> {
    if (this.#stopped) return;
    this.#closing = true;
    const exit = once(this.#worker, 'exit');
    this.#post({ kind: 'close' });
    await exit;
  }

  /** The next message of a kind. @throws DatabaseError `stopped` */
  next<K extends FromWorker['kind']>(kind: K): Promise<Extract<FromWorker, { kind: K }>> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        this.#worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
        then();
      };
      const onMessage = (message: FromWorker) => {
        if (message.kind === kind) settle(() => resolve(message as Extract<FromWorker, { kind: K }>));
      };
      const onEnd = (cause: unknown) => settle(() => reject(stopped(cause)));
      this.#worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
    });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message, 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : []);
  }

  #stop(cause?: unknown): void {
    this.#stopped ??= stopped(cause);
    this.#connection?.destroy(this.#stopped);
    if (!this.#closing) this.#tellBroken(this.#stopped);
  }
}

function stopped(cause: unknown): DatabaseError {
  const message = 'The embedded database has stopped. What it had acknowledged is on disk: start the desk again.';
  return new DatabaseError('stopped', message, cause instanceof Error ? { cause } : {});
}
