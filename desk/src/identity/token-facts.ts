import type { OpenedToken } from 'convot/proof';
import { KEY_CHARS } from 'convot/protocol';
import { eq, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { storable } from './storable.js';

/** Where a contact's integrations are sealed for, so that they open nowhere else. */
export function integrationsPlace(appContactId: string): string {
  return `integrations/${appContactId}`;
}

/** Takes in what an opened token says, whole: what it no longer names is gone. */
export async function writeTokenFacts(
  { vault }: Pick<Desk, 'vault'>,
  tx: Tx,
  appContactId: string,
  token: OpenedToken,
  at: Date,
): Promise<void> {
  await replaceUserDetail(tx, appContactId, token.userDetail, at);
  const { integrations } = schema;
  if (Object.keys(token.integrations).length === 0) {
    await tx.delete(integrations).where(eq(integrations.appContactId, appContactId));
    return;
  }
  const sealed = vault.seal(JSON.stringify(token.integrations), integrationsPlace(appContactId));
  await tx
    .insert(integrations)
    .values({ appContactId, sealed, at })
    .onConflictDoUpdate({ target: integrations.appContactId, set: { sealed, at } });
}

/** One statement. A fact tells what it replaced for as long as its value stays the same. */
async function replaceUserDetail(tx: Tx, appContactId: string, detail: OpenedToken['userDetail'], at: Date) {
  const { facts } = schema;
  const pairs = Object.entries(detail)
    .filter(([key]) => key !== '' && key.length <= KEY_CHARS)
    .map(([key, value]) => [storable(key), storable(value)]);
  // Keys that only differ in what can't be stored would meet in one row.
  const unique = JSON.stringify([...new Map(pairs.map((pair) => [pair[0], pair]))].map(([, pair]) => pair));
  await tx.execute(sql`
    with detail as (
      select item->>0 as key, item->1 as value, place
      from jsonb_array_elements(${unique}::jsonb) with ordinality as listed(item, place)
    ), gone as (
      delete from ${facts} as f
      where f.app_contact_id = ${appContactId} and f.root = 'user_detail'
        and not exists (select 1 from detail where detail.key = f.key)
    )
    insert into ${facts} as f (app_contact_id, root, key, value, source, trust, place, at)
    select ${appContactId}::uuid, 'user_detail', key, value, 'token', 'verified', place, ${at.toISOString()}::timestamptz
    from detail
    on conflict (app_contact_id, root, key) do update set
      previous = case when f.value is distinct from excluded.value then f.value else f.previous end,
      value = excluded.value, source = excluded.source, trust = excluded.trust,
      place = excluded.place, at = excluded.at`);
}
