import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, describe } from 'vitest';
import { pgliteClient } from '../../../desk/src/database/clients.js';
import { type Database, DatabaseError, openDatabase } from '../../../desk/src/database/index.js';
import { type DirectoryLock, lockDirectory } from '../../../desk/src/database/lock.js';
import { applyMigrations, migrationsFolder } from '../../../desk/src/database/migrations.js';
import { startPglite } from '../../../desk/src/database/pglite.js';

const OPEN_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_S = 2;
const RETRY_MS = 100;

const serverUrl = process.env.DATABASE_URL ?? 'postgres://127.0.0.1:5432/postgres';
const serverReachable = await probe();
if (!serverReachable) {
  console.warn('No PostgreSQL at DATABASE_URL or 127.0.0.1:5432: the store tests run on PGlite alone.');
}

/** Which databases {@link eachDatabase} runs on here. */
export const databaseKinds: readonly Database['kind'][] = serverReachable ? ['pglite', 'postgresql'] : ['pglite'];

/**
 * Runs the same tests on PGlite and, whenever one is reachable, on PostgreSQL. Each gets a fresh, migrated
 * database for the whole block, dropped afterwards.
 *
 * @param tests - declares them; `database()` answers the open database from within hooks and tests.
 */
export function eachDatabase(name: string, tests: (database: () => Database) => void): void {
  describe.each(databaseKinds)(`${name} on %s`, (kind) => {
    let opened: { readonly database: Database; drop(): Promise<void> } | undefined;
    beforeAll(async () => {
      opened = kind === 'pglite' ? await openMemory() : await openOnServer();
    }, OPEN_TIMEOUT_MS);
    afterAll(async () => {
      await opened?.drop();
    }, OPEN_TIMEOUT_MS);
    tests(() => {
      if (!opened) throw new Error('The database is open from the first beforeAll on.');
      return opened.database;
    });
  });
}

/** A migrated PGlite in memory, from a dump that is made once per version of the schema. */
export async function openMemoryDatabase(): Promise<Database> {
  return openDatabase({ memory: true, template: await template() });
}

/** Lays a migrated database into a data directory: a desk's first start there takes no longer than its later ones. */
export async function seedDirectory(dataDir: string): Promise<void> {
  const database = join(dataDir, 'database');
  await mkdir(database, { recursive: true });
  const unpacked = promisify(execFile)('tar', ['-x', '-C', database]);
  unpacked.child.stdin?.end(await template());
  await unpacked;
}

async function openMemory() {
  const database = await openMemoryDatabase();
  return { database, drop: () => database.close() };
}

async function openOnServer() {
  const name = `convot_test_${randomUUID().replaceAll('-', '')}`;
  await onServer((sql) => sql.unsafe(`create database ${name}`));
  const database = await openDatabase({ url: urlOf(name), connections: 4 });
  const drop = async () => {
    await database.close();
    await onServer((sql) => sql.unsafe(`drop database ${name} with (force)`));
  };
  return { database, drop };
}

/** A throwaway, empty database on the server, for what must see its own start. Drop it with `drop()`. */
export async function createServerDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `convot_test_${randomUUID().replaceAll('-', '')}`;
  await onServer((sql) => sql.unsafe(`create database ${name}`));
  const drop = async () => {
    await onServer((sql) => sql.unsafe(`drop database ${name} with (force)`));
  };
  return { url: urlOf(name), drop };
}

function urlOf(database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function probe(): Promise<boolean> {
  return onServer((sql) => sql`select 1`).then(
    () => true,
    () => false,
  );
}

async function onServer(work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, connect_timeout: PROBE_TIMEOUT_S, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

/** Test files run in several processes: one makes the dump, the others wait for its file. */
async function template(): Promise<Uint8Array> {
  const file = join(tmpdir(), `convot-template-${await schemaHash()}.tar`);
  for (;;) {
    const ready = await readFile(file).catch(() => null);
    if (ready) return ready;
    const lock = await tryLock(`${file}.lock`);
    if (!lock) await delay(RETRY_MS);
    else {
      try {
        return await makeTemplate(file);
      } finally {
        await lock.release();
      }
    }
  }
}

async function tryLock(directory: string): Promise<DirectoryLock | null> {
  try {
    return await lockDirectory(directory);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'directory_held') return null;
    throw error;
  }
}

async function makeTemplate(file: string): Promise<Uint8Array> {
  const pglite = await startPglite({ directory: null });
  const sql = pgliteClient(pglite);
  await applyMigrations(sql);
  await sql.end();
  const dump = await pglite.dump();
  await pglite.close();
  const directory = await mkdtemp(join(tmpdir(), 'convot-template-'));
  await writeFile(join(directory, 'dump'), dump);
  await rename(join(directory, 'dump'), file);
  await rm(directory, { recursive: true });
  return dump;
}

async function schemaHash(): Promise<string> {
  const hash = createHash('sha256');
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  hash.update(pglite).update(await readFile(join(pglite, '../../package.json')));
  const boss = createRequire(import.meta.url).resolve('pg-boss/package.json');
  hash.update(await readFile(boss));
  // The journal too: its times decide which migrations a database has.
  const files = (await readdir(migrationsFolder())).filter((name) => name.endsWith('.sql')).sort();
  for (const name of [...files, 'meta/_journal.json']) hash.update(await readFile(join(migrationsFolder(), name)));
  return hash.digest('hex').slice(0, 16);
}
