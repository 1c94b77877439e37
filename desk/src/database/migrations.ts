import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type { Sql } from 'postgres';
import { installJobs } from '../jobs/install.js';
import { DatabaseError } from './errors.js';

/** Any number that nobody else locks: two desks that start at once migrate one after the other. */
const MIGRATION_LOCK = 7_041_776_215;

/** From this file's place in the source, and from that of the built desk. */
const CANDIDATES = ['../../migrations/', '../migrations/'];

/** The folder of migrations. @throws DatabaseError `migrations_missing` */
export function migrationsFolder(): string {
  const folders = CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = folders.find((folder) => existsSync(`${folder}meta/_journal.json`));
  if (!found) throw new DatabaseError('migrations_missing', `No migrations at ${folders.join(' or ')}.`);
  return found;
}

/**
 * Brings the schema up to date, the job queue's too.
 *
 * @param sql - a client of one connection: the advisory lock belongs to it.
 */
export async function applyMigrations(sql: Sql): Promise<void> {
  await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
  try {
    await migrate(drizzle(sql), { migrationsFolder: migrationsFolder() });
    await installJobs(sql);
  } finally {
    await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`;
  }
}
