import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { DatabaseError, schema, sqlState } from '../../../desk/src/database/index.js';
import { eachDatabase } from '../support/database.js';

eachDatabase('a database', (database) => {
  it('stores and answers typed rows', async () => {
    const { db } = database();
    const [row] = await db.insert(schema.organization).values({ id: 'o1', name: 'Acme', slug: 'acme' }).returning();
    expect(row?.createdAt).toBeInstanceOf(Date);
    expect(await db.select({ name: schema.organization.name }).from(schema.organization)).toEqual([{ name: 'Acme' }]);
  });

  it.each(['42', 'true', 'null', '"quoted"', '{"a":1}', '', 42, 0.1, true, null, { a: ['1'] }])(
    'keeps the JSON value %j as it is',
    async (value) => {
      const { db } = database();
      const rows = await db
        .insert(schema.events)
        .values({ scope: `json ${JSON.stringify(value)}`, seq: 1, payload: { value } })
        .returning();
      expect(rows[0]?.payload).toEqual({ value });
      const scope = `bare ${JSON.stringify(value)}`;
      if (value !== null) {
        await db.insert(schema.events).values({ scope, seq: 1, payload: value });
        const [bare] = await db.select().from(schema.events).where(eq(schema.events.scope, scope));
        expect(bare?.payload).toEqual(value);
        const raw = await db.execute(sql`select payload from events where scope = ${scope}`);
        expect(raw[0]?.payload).toEqual(value);
      }
    },
  );

  it('rolls a failed transaction back and names the SQLSTATE', async () => {
    const { db } = database();
    const failed = db.transaction(async (tx) => {
      await tx.insert(schema.eventScopes).values({ scope: 'rolled back' });
      await tx.insert(schema.eventScopes).values({ scope: 'rolled back' });
    });
    expect(sqlState(await failed.catch((error: unknown) => error))).toBe('23505');
    expect(await db.select().from(schema.eventScopes)).toEqual([]);
  });

  it('goes on after statements that fail to parse, bind or run, also when many are under way', async () => {
    const { db } = database();
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) =>
        n % 3 === 0
          ? db.execute(sql`select * from no_such_table where id = ${n}`)
          : n % 3 === 1
            ? db.execute(sql`select ${'not a number'}::int`)
            : db.execute(sql`select ${n}::int as n`),
      ),
    );
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value[0]?.n : sqlState(result.reason))),
    ).toEqual(results.map((_, n) => (n % 3 === 0 ? '42P01' : n % 3 === 1 ? '22P02' : n)));
  });

  it('carries values of a megabyte both ways', async () => {
    const { db } = database();
    const text = 'ä'.repeat(500_000);
    const rows = await db.execute(sql`select ${text}::text as text`);
    expect(rows[0]?.text === text).toBe(true);
  });

  it('refuses a query that goes around the transaction it stands in', async () => {
    const { db } = database();
    const around = db.transaction(async () => db.select().from(schema.user));
    await expect(around).rejects.toMatchObject({ cause: { name: 'DatabaseError', code: 'outside_transaction' } });
    await expect(db.transaction((tx) => tx.select().from(schema.user))).resolves.toEqual([]);
    await expect(db.transaction((tx) => tx.transaction((inner) => inner.select().from(schema.user)))).resolves.toEqual(
      [],
    );
  });

  it('serialises transactions of many callers', async () => {
    const { db } = database();
    await db.insert(schema.eventScopes).values({ scope: 'counter' });
    const increment = () =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(schema.eventScopes)
          .where(eq(schema.eventScopes.scope, 'counter'))
          .for('update');
        await tx
          .update(schema.eventScopes)
          .set({ lastSeq: (row?.lastSeq ?? 0) + 1 })
          .where(eq(schema.eventScopes.scope, 'counter'));
      });
    await Promise.all(Array.from({ length: 40 }, increment));
    const [row] = await db.select().from(schema.eventScopes).where(eq(schema.eventScopes.scope, 'counter'));
    expect(row?.lastSeq).toBe(40);
  });
});

describe('sqlState', () => {
  it('is null for an error that is none of a statement', () => {
    expect(sqlState(new DatabaseError('stopped', 'gone'))).toBeNull();
  });
});
