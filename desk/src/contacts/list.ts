import { TRUST_ORDER } from 'convot/protocol';
import { and, asc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { ContactRow } from '../../wire/index.js';
import { type Db, schema } from '../database/index.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { type FactRow, LABEL_KEYS, labelTexts } from './facts.js';

const { appContacts, apps, contacts, facts } = schema;

const CONTACTS_PER_PAGE = 50;

/** One page of an organisation's contacts. */
export interface ContactPage {
  readonly contacts: readonly ContactRow[];
  /** What `after` takes for the next page; `null` after the last. */
  readonly next: string | null;
}

/**
 * An organisation's contacts, last seen first.
 *
 * @param query.q - part of an email, a name or an external id, in any case.
 * @param query.after - the `next` of the page before.
 * @throws ConvotError `request_invalid` for a cursor that this desk didn't make
 */
export async function listContacts(
  db: Db,
  organisationId: string,
  query: { readonly q?: string | undefined; readonly after?: string | undefined } = {},
): Promise<ContactPage> {
  const after = query.after === undefined ? null : readCursor(query.after);
  const found = await db.execute<{ id: string; seen: string }>(sql`
    select id, seen::text from (
      select c.id, (extract(epoch from max(ac.last_seen_at)) * 1000000)::bigint as seen
      from ${contacts} c join ${appContacts} ac on ac.contact_id = c.id
      where c.organisation_id = ${organisationId} and ${matches(query.q)}
      group by c.id
    ) listed
    where ${after ? sql`(seen, id) < (${after.time}::bigint, ${after.id}::uuid)` : sql`true`}
    order by seen desc, id desc
    limit ${CONTACTS_PER_PAGE + 1}`);
  const page = found.slice(0, CONTACTS_PER_PAGE);
  const last = page.at(-1);
  return {
    contacts: await readContacts(
      db,
      page.map(({ id }) => id),
    ),
    next: last && found.length > page.length ? writeCursor({ time: last.seen, id: last.id }) : null,
  };
}

/** The rows of contacts, in the order of their ids. */
export async function readContacts(db: Db, ids: readonly string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return [];
  const records = await db
    .select({ contact: contacts, appContact: appContacts, app: { id: apps.id, name: apps.name } })
    .from(contacts)
    .innerJoin(appContacts, eq(appContacts.contactId, contacts.id))
    .innerJoin(apps, eq(apps.id, appContacts.appId))
    .where(inArray(contacts.id, [...ids]))
    .orderBy(asc(apps.createdAt), asc(apps.id));
  const known = await db
    .select({ contactId: appContacts.contactId, fact: facts })
    .from(facts)
    .innerJoin(appContacts, eq(appContacts.id, facts.appContactId))
    .where(
      and(
        inArray(appContacts.contactId, [...ids]),
        ne(facts.root, 'custom_data'),
        inArray(facts.key, [...LABEL_KEYS]),
        isNotNull(facts.value),
      ),
    );
  return ids.flatMap((id) => {
    const own = records.filter(({ contact }) => contact.id === id);
    const ownFacts = known.filter(({ contactId }) => contactId === id).map(({ fact }) => fact);
    return own[0] ? [toRow(own[0].contact, own, ownFacts)] : [];
  });
}

function toRow(
  contact: typeof contacts.$inferSelect,
  records: readonly {
    readonly appContact: typeof appContacts.$inferSelect;
    readonly app: { readonly id: string; readonly name: string };
  }[],
  known: readonly FactRow[],
): ContactRow {
  const trusts = records.map(({ appContact }) => TRUST_ORDER.indexOf(appContact.trust));
  const seen = Math.max(...records.map(({ appContact }) => appContact.lastSeenAt.getTime()));
  return {
    id: contact.id,
    ...labelTexts(known),
    trust: TRUST_ORDER[Math.max(...trusts)] ?? 'anonymous',
    provisional: contact.provisional,
    last_seen_at: new Date(seen).toISOString(),
    // An app may hold several records of one contact.
    apps: [...new Map(records.map(({ app }) => [app.id, app])).values()],
  };
}

/** `position` and not `like`, which would read `%` and `_` of what was typed. */
function matches(q: string | undefined) {
  const text = q?.trim().toLowerCase();
  if (!text) return sql`true`;
  return sql`exists (
    select 1 from ${appContacts} named join ${facts} f on f.app_contact_id = named.id
    where named.contact_id = c.id
      and f.root in ('claim', 'user_detail') and f.key in ('email', 'name', 'external_id')
      and position(${text} in lower(f.value #>> '{}')) > 0)`;
}
