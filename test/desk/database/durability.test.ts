import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pgliteClient } from '../../../desk/src/database/clients.js';
import { openDatabase, schema } from '../../../desk/src/database/index.js';
import { startPglite } from '../../../desk/src/database/pglite.js';
import { bundle, type Program } from '../support/child.js';

/** Writes one row after another and says each number once its row is acknowledged. */
const WRITER = `
  import { pgliteClient } from '../../../desk/src/database/clients.js';
import { openDatabase, schema } from './database/index.js';
  const { db } = await openDatabase({ dataDir: process.argv[2] });
  for (let n = 1; ; n += 1) {
    await db.insert(schema.eventScopes).values({ scope: 'row ' + n, lastSeq: n });
    console.log('row', n);
  }`;

let program: Program;
let dataDir: string;
beforeAll(async () => {
  program = await bundle(WRITER);
  dataDir = await mkdtemp(join(tmpdir(), 'convot-data-'));
});
afterAll(async () => {
  await program.remove();
  await rm(dataDir, { recursive: true });
});

it('keeps every acknowledged row through kill -9, with a WAL that is synced', { timeout: 120_000 }, async () => {
  const writer = program.start([dataDir]);
  await writer.line(/^row 50$/);
  const refused = openDatabase({ dataDir });
  await expect(refused).rejects.toMatchObject({ code: 'directory_held' });
  await writer.stop('SIGKILL');
  const acknowledged = writer.output().split('\n').length;

  const database = await openDatabase({ dataDir });
  const rows = await database.db.select().from(schema.eventScopes).orderBy(asc(schema.eventScopes.lastSeq));
  expect(rows.length).toBeGreaterThanOrEqual(acknowledged);
  expect(rows.map((row) => row.lastSeq)).toEqual(rows.map((_, at) => at + 1));
  const settings = await database.db.execute(
    sql`select current_setting('fsync') as fsync, current_setting('wal_sync_method') as method`,
  );
  expect(settings[0]).toEqual({ fsync: 'on', method: 'open_datasync' });
  await database.close();

  const again = await openDatabase({ dataDir });
  expect(await again.db.$count(schema.eventScopes)).toBe(rows.length);
  await again.close();
});

it('begins anew when the first start was cut short', { timeout: 120_000 }, async () => {
  const fresh = await mkdtemp(join(tmpdir(), 'convot-data-'));
  await mkdir(join(fresh, 'database.making/base'), { recursive: true });
  await writeFile(join(fresh, 'database.making/PG_VERSION'), '18\n');
  const database = await openDatabase({ dataDir: fresh });
  expect(await database.db.$count(schema.apps)).toBe(0);
  await database.close();
  expect(existsSync(join(fresh, 'database.making'))).toBe(false);
  await rm(fresh, { recursive: true });
});

it('fails each query, instead of letting it wait, once the embedded database is gone', async () => {
  const pglite = await startPglite({ directory: null });
  const client = pgliteClient(pglite);
  await client`select 1`;
  await pglite.close();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(client`select 1`).rejects.toMatchObject({ code: 'stopped' });
  }
});

it('says so when the embedded database can not start', async () => {
  await expect(startPglite({ directory: '/dev/null/nowhere' })).rejects.toMatchObject({ code: 'stopped' });
});
