import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openDatabase, schema } from '../../../desk/src/database/index.js';
import { migrationsFolder } from '../../../desk/src/database/migrations.js';
import { createServerDatabase, databaseKinds } from '../support/database.js';

type Snapshot = Parameters<typeof generateMigration>[0];

it('say what the schema says (else: npm run migrations -w @convot/desk)', async () => {
  const snapshot = JSON.parse(await readFile(join(migrationsFolder(), 'meta/0000_snapshot.json'), 'utf8')) as Snapshot;
  const now = generateDrizzleJson({ ...schema }) as Snapshot;
  expect(await generateMigration(snapshot, now)).toEqual([]);
});

describe.runIf(databaseKinds.includes('postgresql'))('on a PostgreSQL server', () => {
  it('are applied once by desks that start at the same time', async () => {
    const server = await createServerDatabase();
    try {
      const desks = await Promise.all([1, 2, 3].map(() => openDatabase({ url: server.url, connections: 1 })));
      const applied = await desks[0]?.db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`);
      expect(applied?.[0]?.n).toBe(1);
      await Promise.all(desks.map((desk) => desk.close()));
    } finally {
      await server.drop();
    }
  });

  it('are not tried when the server is not there, and the error holds no password', async () => {
    const opening = openDatabase({ url: 'postgres://someone:hunter2@127.0.0.1:9/none' });
    const error = (await opening.catch((cause: unknown) => cause)) as Error;
    expect(error).toMatchObject({ name: 'DatabaseError', code: 'unreachable' });
    expect(error.message).not.toContain('hunter2');
  });
});
