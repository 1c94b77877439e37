import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import type { ContactLabel } from '../../wire/index.js';
import { type Db, schema, type Tx } from '../database/index.js';
import { type FactRow, LABEL_KEYS, labelTexts } from './facts.js';

const { appContacts, facts } = schema;

/**
 * Whom rows and headers name, by app contact. One query for a whole page.
 *
 * @returns ids that don't exist are left out.
 */
export async function contactLabels(
  db: Db | Tx,
  appContactIds: readonly string[],
): Promise<ReadonlyMap<string, ContactLabel>> {
  const ids = [...new Set(appContactIds)];
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ appContact: appContacts, fact: facts })
    .from(appContacts)
    .leftJoin(
      facts,
      and(
        eq(facts.appContactId, appContacts.id),
        ne(facts.root, 'custom_data'),
        inArray(facts.key, [...LABEL_KEYS]),
        isNotNull(facts.value),
      ),
    )
    .where(inArray(appContacts.id, ids));
  const known = new Map<string, FactRow[]>();
  for (const { appContact, fact } of rows) {
    const own = known.get(appContact.id) ?? [];
    known.set(appContact.id, fact ? [...own, fact] : own);
  }
  return new Map(rows.map(({ appContact }) => [appContact.id, label(appContact, known.get(appContact.id) ?? [])]));
}

function label(appContact: typeof appContacts.$inferSelect, known: readonly FactRow[]): ContactLabel {
  return {
    app_contact_id: appContact.id,
    contact_id: appContact.contactId,
    ...labelTexts(known),
    trust: appContact.trust,
  };
}

/** Whom one header names; `null` when there is no such app contact. */
export async function contactLabel(db: Db | Tx, appContactId: string): Promise<ContactLabel | null> {
  return (await contactLabels(db, [appContactId])).get(appContactId) ?? null;
}
