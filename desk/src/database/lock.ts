import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseError } from './errors.js';
import { claimPidFile } from './pid-file.js';

/** A data directory in this process's hands. */
export interface DirectoryLock {
  /** Notes where this process can be reached, for whoever is refused. */
  tell(address: string): Promise<void>;
  release(): Promise<void>;
}

/** Who holds a directory, as `holder.json` tells. It explains; the lock itself decides. */
interface Holder {
  readonly pid: number;
  readonly since: string;
  readonly address?: string;
}

/** Takes the lock, or answers `null` when another process has it. Must be released by `kill -9`. */
export type Claim = (directory: string) => Promise<(() => Promise<void>) | null>;

/**
 * Lets one process at a time use a data directory: two PGlites on one directory lose rows.
 * On Linux the lock is an abstract socket, elsewhere a pid file; the system frees both when the holder dies.
 * (Abstract sockets end at a network namespace: containers that share a volume must see to it themselves.)
 *
 * @param directory - made when it isn't there.
 * @throws DatabaseError `directory_held`, in a sentence that names the holder
 */
export async function lockDirectory(
  directory: string,
  claim: Claim = process.platform === 'linux' ? claimSocket : claimPidFile,
): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = await realpath(directory);
  const release = await claim(path);
  const file = join(path, 'holder.json');
  if (!release) throw new DatabaseError('directory_held', refusal(path, await readHolder(file)));

  const holder: Holder = { pid: process.pid, since: new Date().toISOString() };
  await writeFile(file, JSON.stringify(holder));
  return {
    tell: (address) => writeFile(file, JSON.stringify({ ...holder, address })),
    release: async () => {
      await rm(file, { force: true });
      await release();
    },
  };
}

async function claimSocket(path: string): Promise<(() => Promise<void>) | null> {
  const name = `\0convot-${createHash('sha256').update(path).digest('hex')}`;
  const server = createServer((socket) => socket.destroy());
  const held = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(name, () => resolve(true));
  });
  if (!held) return null;
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function refusal(path: string, holder: Holder | null): string {
  const who = holder ? `the desk with process id ${holder.pid}, started ${holder.since}` : 'another process';
  const where = holder?.address ? `, answering at ${holder.address}` : '';
  const stop = holder ? `Stop it (kill ${holder.pid})` : 'Stop it';
  return `The data directory ${path} is in use by ${who}${where}. ${stop}, or choose another directory with --data DIR.`;
}
