import PgBoss from 'pg-boss';
import type { Sql } from 'postgres';

/** What pg-boss queries through: a database's client, or that of a running transaction. */
export type JobClient = Pick<Sql, 'unsafe'>;

/** A client that can also begin a transaction. */
export type OwnClient = Pick<Sql, 'unsafe' | 'begin'>;

/** pg-boss's own wrapping of statements that belong together. */
const LOCKED = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/;

/**
 * pg-boss over our driver, on either database. It is the queue alone: it connects to nothing, and starts no timer.
 *
 * @see https://timgit.github.io/pg-boss/#/./api/constructor?id=db
 */
export function bossOver(client: OwnClient): PgBoss {
  const executeSql = async (text: string, values?: unknown[]) => {
    const locked = LOCKED.exec(text)?.[1];
    // A BEGIN of one's own could reach another connection of the pool, and would stay open after a fault.
    if (locked === undefined) return query(client, text, values);
    await client.begin((inside) => inside.unsafe(locked));
    return { rows: [] };
  };
  return new PgBoss({ db: { executeSql }, schedule: false, supervise: false });
}

/** A transaction's client for pg-boss's `db` option: what it writes is committed with the rest, or not at all. */
export function joining(client: JobClient): PgBoss.Db {
  return { executeSql: (text, values) => query(client, text, values) };
}

/**
 * Values as the `pg` driver would send them: nothing for undefined, and JSON as text (drizzle has taken the JSON
 * serialiser out of the client that both share).
 */
async function query(client: JobClient, text: string, values: unknown[] = []) {
  const sent = values.map((value) => (isObject(value) ? JSON.stringify(value) : (value ?? null)));
  return { rows: [...(await client.unsafe(text, sent as never[]))] };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
