import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql, TransactionSql } from 'postgres';
import { DatabaseError } from './errors.js';

/** Whether this chain of calls stands inside a transaction that is still open. */
const current = new AsyncLocalStorage<{ open: boolean }>();

/**
 * A client that refuses a query sent around the transaction that it stands in. PGlite has one connection: such a
 * query would wait for its own transaction for ever; on PostgreSQL it would silently not be part of it.
 */
export function guardTransactions(sql: Sql): Sql {
  const begin = (...args: unknown[]) => {
    refuseInside();
    const work = args.pop() as (handle: TransactionSql) => unknown;
    const inside = (handle: TransactionSql) => {
      const state = { open: true };
      return current.run(state, async () => {
        try {
          return await work(handle);
        } finally {
          state.open = false;
        }
      });
    };
    return Reflect.apply(sql.begin, sql, [...args, inside]);
  };
  const unsafe = (...args: Parameters<Sql['unsafe']>) => {
    refuseInside();
    return sql.unsafe(...args);
  };
  return new Proxy(sql, {
    get: (target, name) => (name === 'begin' ? begin : name === 'unsafe' ? unsafe : Reflect.get(target, name)),
  });
}

function refuseInside(): void {
  if (!current.getStore()?.open) return;
  throw new DatabaseError('outside_transaction', 'Inside db.transaction(async (tx) => …) query through tx, not db.');
}
