import type { Duplex } from 'node:stream';
import postgres, { type Options, type Sql } from 'postgres';
import type { Pglite } from './pglite.js';

const CONNECT_TIMEOUT_S = 10;

/** Notices such as "relation exists, skipping" would be printed. */
const QUIET = { onnotice: () => undefined };

/** A client of the embedded database: one backend, so one connection, and none of a network's timeouts. */
export function pgliteClient(pglite: Pglite): Sql {
  // The types of postgres.js leave its `socket` option out.
  const options: Options<Record<never, never>> & { socket(): Duplex } = {
    ...QUIET,
    user: 'postgres',
    database: 'postgres',
    socket: () => pglite.connect(),
    max: 1,
    connect_timeout: 0,
    idle_timeout: 0,
    max_lifetime: null,
    keep_alive: null,
  };
  return postgres(options);
}

/** A client of a PostgreSQL server with at most so many connections. */
export function serverClient(url: string, connections: number): Sql {
  return postgres(url, { ...QUIET, max: connections, connect_timeout: CONNECT_TIMEOUT_S });
}
