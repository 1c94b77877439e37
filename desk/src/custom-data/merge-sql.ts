import { KEYS_PER_CONTACT, type Patch, type Trust } from 'convot/protocol';
import { type SQL, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';

/** Cleared keys that keep telling what they replaced; beyond it the longest cleared ones are forgotten. */
const CLEARED_KEYS_KEPT = KEYS_PER_CONTACT;

/** A patch on its way into an app contact. */
export interface Merge {
  readonly appContactId: string;
  readonly patch: Patch;
  /** Only `verified` overwrites and clears. */
  readonly trust: Trust;
  readonly at: Date;
}

/**
 * Law 1 in one statement: what the protocol's `merge` does, with provenance, and within the limit of
 * {@link KEYS_PER_CONTACT}: a verified write finds the room that it would find if nobody had ever written
 * unverified, any other write only what everybody left. The caller holds the app contact's row lock.
 *
 * @returns the new keys for which there was no room, in the patch's order.
 */
export async function mergePatch(tx: Tx, merge: Merge): Promise<readonly string[]> {
  if (Object.keys(merge.patch).length === 0) return [];
  const rows = await tx.execute<{ key: string }>(statement(merge));
  return rows.map(({ key }) => key);
}

function statement({ appContactId, patch, trust, at }: Merge): SQL {
  const { facts } = schema;
  const wins = sql`${trust === 'verified'}::boolean`;
  const held = sql`f.app_contact_id = ${appContactId}::uuid and f.root = 'custom_data'`;
  // An unverified value over a verified `""` stands on a key that a verified session holds: only "" can be filled.
  const counts = sql`(f.value is not null and (
    not ${wins} or f.trust = 'verified' or f.previous is not distinct from '""'::jsonb
  ))`;
  const blank = (value: SQL) => sql`(${value} is null or ${value} = '""'::jsonb)`;
  // Pairs and not an object: jsonb would order the keys anew.
  const pairs = JSON.stringify(Object.entries(patch));
  return sql`
    with patch as (
      select item->>0 as key, nullif(item->1, 'null'::jsonb) as value, place
      from jsonb_array_elements(${pairs}::jsonb) with ordinality as listed(item, place)
    ), change as (
      select p.key, p.value, p.place, f.key is not null as known,
        p.value is not null and ${counts} is not true as is_new
      from patch p left join ${facts} f on ${held} and f.key = p.key
      where ${wins} or (not ${blank(sql`p.value`)} and ${blank(sql`f.value`)})
    ), room as (
      select greatest(0, ${KEYS_PER_CONTACT}
        - (select count(*) from ${facts} f where ${held} and ${counts}
            and not exists (select 1 from change c where c.key = f.key and c.value is null))) as keys,
        (select coalesce(max(f.place), 0) from ${facts} f where ${held}) as last_place
    ), ranked as (
      select *, case when is_new then row_number() over (partition by is_new order by place) else 0 end as rank
      from change
    ), forgotten as (
      delete from ${facts} f
      where ${held} and f.value is null and not exists (select 1 from patch p where p.key = f.key)
        and f.key in (
          select f.key from ${facts} f where ${held} and f.value is null
          order by f.at desc, f.key offset ${CLEARED_KEYS_KEPT}
        )
    ), written as (
      insert into ${facts} as f (app_contact_id, root, key, value, source, trust, place, at)
      select ${appContactId}::uuid, 'custom_data', key, value, 'identify', ${trust}, last_place + place,
        ${at.toISOString()}::timestamptz
      from ranked, room
      where rank <= room.keys and (known or value is not null)
      on conflict (app_contact_id, root, key) do update set
        previous = case when f.value is distinct from excluded.value then f.value else f.previous end,
        value = excluded.value, source = excluded.source, trust = excluded.trust, at = excluded.at
    )
    select key from ranked, room where rank > room.keys order by place`;
}
