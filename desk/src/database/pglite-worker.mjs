import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/**
 * PGlite off the main thread: protocol bytes in, protocol bytes out, one request at a time.
 * Plain JavaScript, because a worker is loaded as a file both from source and from the build.
 *
 * @typedef {{ directory: string | null, template: Uint8Array | null }} WorkerData
 * @typedef {{ kind: 'bytes', bytes: Uint8Array } | { kind: 'reset' } | { kind: 'dump' } | { kind: 'close' }} ToWorker
 * @typedef {{ kind: 'ready' } | { kind: 'bytes', bytes: Uint8Array } | { kind: 'dumped', bytes: Uint8Array }
 *   | { kind: 'closed' }} FromWorker
 */

/**
 * Without `-F`, which turns syncing off for good, and with a WAL that is opened O_DSYNC: an acknowledged commit
 * is on the disk. (PGlite never calls fsync by itself; `open_datasync` needs no call.)
 */
const DURABLE = ['-c', 'fsync=on', '-c', 'wal_sync_method=open_datasync'];

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const { directory, template } = /** @type {WorkerData} */ (workerData);

/** @returns {Promise<PGlite>} */
async function open() {
  const loadDataDir = template ? new Blob([new Uint8Array(template)]) : undefined;
  if (!directory) return PGlite.create(loadDataDir ? { loadDataDir } : {});
  const startParams = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), ...DURABLE];
  return PGlite.create({ dataDir: directory, startParams });
}

/** @param {FromWorker} message */
function post(message) {
  port.postMessage(message, 'bytes' in message ? [/** @type {ArrayBuffer} */ (message.bytes.buffer)] : []);
}

/**
 * @param {PGlite} pg
 * @param {ToWorker} message
 */
async function handle(pg, message) {
  switch (message.kind) {
    case 'bytes':
      // A copy: the answer may be a view of the whole WASM memory.
      return post({ kind: 'bytes', bytes: (await pg.execProtocolRaw(message.bytes)).slice() });
    case 'reset':
      await pg.exec('ROLLBACK');
      return;
    case 'dump': {
      const dump = await pg.dumpDataDir('none');
      return post({ kind: 'dumped', bytes: new Uint8Array(await dump.arrayBuffer()) });
    }
    case 'close':
      await pg.close();
      post({ kind: 'closed' });
      port.close();
  }
}

const pg = await open();
let queue = Promise.resolve();
port.on('message', (/** @type {ToWorker} */ message) => {
  // A failure is no SQL error (those are bytes): it ends the worker, and the main thread sees it.
  queue = queue.then(() => handle(pg, message));
});
post({ kind: 'ready' });
