import { rm } from 'node:fs/promises';
import { type ProvisionedApp, provisionApp, provisionDemo, startDesk } from '@convot/desk';
import { sql } from 'drizzle-orm';
import { dataDirectory } from '../e2e/own-desk.js';

/** A value that the desk stored, in the order of storing. */
export interface Write {
  /** The `external_id` of the contact under which it stands; `null` for a guest. */
  readonly person: string | null;
  readonly key: string;
  readonly value: unknown;
}

/** An entry that the desk has answered for good. */
export interface Answer {
  readonly lane: string;
  readonly seq: number;
  readonly status: string;
}

/** The real desk, whose database also keeps a log of every value that was ever written. */
export interface ChaosDesk {
  readonly url: string;
  /** A new app, so that rounds don't meet. */
  app(name: string): Promise<ProvisionedApp>;
  /** All custom data ever written in an app, first to last. */
  writes(app: string): Promise<readonly Write[]>;
  /** Every entry that an app's lanes have taken in. */
  answers(app: string): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/**
 * Notes each write of a value, whoever makes it: the desk itself keeps the last value alone. Equal values count, too,
 * since a patch that is applied twice writes the same twice.
 */
const WRITE_LOG = [
  'create table write_log (place bigserial primary key, app_contact_id uuid not null, key text not null, value jsonb)',
  `create function note_write() returns trigger language plpgsql as $$
    begin
      insert into write_log (app_contact_id, key, value) values (new.app_contact_id, new.key, new.value);
      return null;
    end
  $$`,
  `create trigger note_write after insert or update on facts
    for each row when (new.root = 'custom_data') execute function note_write()`,
];

/** Starts a desk on a new folder, which goes with it. */
export async function openChaosDesk(): Promise<ChaosDesk> {
  const data = await dataDirectory();
  const running = await startDesk({ port: 0, data, log: () => {} });
  const { db } = running.desk;
  const { organisationId } = await provisionDemo(running, { app: { name: 'Chaos' } });
  for (const statement of WRITE_LOG) await db.execute(sql.raw(statement));

  return {
    url: running.url,
    app: (name) => provisionApp(running, { organisationId, name }),
    async writes(app) {
      return db.execute<Write & Record<string, unknown>>(sql`
        select w.key, w.value, claimed.value #>> '{}' as person
        from write_log w
          join app_contacts c on c.id = w.app_contact_id
          left join facts claimed
            on claimed.app_contact_id = c.id and claimed.root = 'claim' and claimed.key = 'external_id'
        where c.app_id = ${app}
        order by w.place`);
    },
    async answers(app) {
      return db.execute<Answer & Record<string, unknown>>(sql`
        select a.lane_id as lane, a.seq, a.answer->>'status' as status
        from lane_answers a
          join lanes l on l.id = a.lane_id
          join app_contacts c on c.id = l.app_contact_id
        where c.app_id = ${app}`);
    },
    async close() {
      await running.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
