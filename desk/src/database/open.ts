import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Sql } from 'postgres';
import { pgliteClient, serverClient } from './clients.js';
import { DatabaseError } from './errors.js';
import { guardTransactions } from './guard.js';
import { type DirectoryLock, lockDirectory } from './lock.js';
import { applyMigrations } from './migrations.js';
import { type Pglite, startPglite } from './pglite.js';
import * as schema from './schema.js';

/** Queries, typed by the schema. Inside `db.transaction(async (tx) => …)` use `tx` alone. */
export type Db = PostgresJsDatabase<typeof schema>;

/** A transaction's handle; a `Db` fits too where a function may run in either. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** An open, migrated database. */
export interface Database {
  readonly db: Db;
  /** The driver under it, for what drizzle can't say. */
  readonly sql: Sql;
  readonly kind: 'pglite' | 'postgresql';
  /** Notes the desk's address for a second process that is refused the data directory. */
  tellAddress(address: string): Promise<void>;
  /** Finishes running statements, then closes. */
  close(): Promise<void>;
  /** Resolves when the database is gone for good and the process can only be started again. */
  readonly broken: Promise<DatabaseError>;
}

/** Which database to open: a data directory, a PostgreSQL server, or one that is forgotten when closed. */
export type DatabaseOptions =
  | { readonly dataDir: string }
  /** As `postgres://user:password@host:5432/name`. `connections`: how many at most, 10 by default. */
  | { readonly url: string; readonly connections?: number }
  /** `template`: a dump to start from (a migrated one saves seconds). */
  | { readonly memory: true; readonly template?: Uint8Array };

const CONNECTIONS = 10;

/** postgres.js connects again by itself. */
const NEVER = new Promise<never>(() => {});

/**
 * Opens the desk's database and brings its schema up to date. One driver, postgres.js, serves both kinds.
 *
 * @throws DatabaseError `directory_held`, `unreachable`, `stopped`, `migrations_missing`
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if ('url' in options) return openPostgres(options.url, options.connections ?? CONNECTIONS);
  if ('memory' in options)
    return openPglite(await startPglite({ directory: null, template: options.template ?? null }));
  const lock = await lockDirectory(options.dataDir);
  try {
    return await openPglite(await startOnDisk(options.dataDir), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A directory is made under another name first, so that a start cut short leaves nothing half made. */
async function startOnDisk(dataDir: string): Promise<Pglite> {
  const directory = join(dataDir, 'database');
  if (!existsSync(directory)) {
    const making = `${directory}.making`;
    await rm(making, { recursive: true, force: true });
    await (await startPglite({ directory: making })).close();
    await rename(making, directory);
  }
  return startPglite({ directory });
}

async function openPglite(pglite: Pglite, lock?: DirectoryLock): Promise<Database> {
  const sql = pgliteClient(pglite);
  const close = async () => {
    await sql.end();
    await pglite.close();
    await lock?.release();
  };
  try {
    await applyMigrations(sql);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...handles(sql),
    kind: 'pglite',
    tellAddress: async (address) => lock?.tell(address),
    close,
    broken: pglite.broken,
  };
}

async function openPostgres(url: string, connections: number): Promise<Database> {
  const one = serverClient(url, 1);
  try {
    await one`select 1`.catch((cause: unknown) => {
      throw unreachable(cause);
    });
    await applyMigrations(one);
  } finally {
    await one.end();
  }
  const sql = serverClient(url, connections);
  return {
    ...handles(sql),
    kind: 'postgresql',
    tellAddress: async () => undefined,
    close: () => sql.end(),
    broken: NEVER,
  };
}

function handles(sql: Sql): Pick<Database, 'db' | 'sql'> {
  return { db: drizzle(guardTransactions(sql), { schema }), sql };
}

/** Names the reason and never the address, which may hold a password. */
function unreachable(cause: unknown): DatabaseError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new DatabaseError('unreachable', `DATABASE_URL can't be reached (${code}). Is PostgreSQL running there?`, {
    cause,
  });
}
