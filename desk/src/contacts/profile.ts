import { ConvotError } from 'convot/protocol';
import { and, asc, desc, eq } from 'drizzle-orm';
import type { ContactProfile, ConversationRow } from '../../wire/index.js';
import { type Db, schema } from '../database/index.js';
import { loadContext } from './context.js';
import { readContacts } from './list.js';

const { appContacts, apps, contacts } = schema;

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The conversations of an app contact, newest first. The room of conversations gives it. */
export type ConversationsOf = (appContactId: string) => Promise<readonly ConversationRow[]>;

/** A contact with one block per app: custom data is never shared between apps. @throws ConvotError `not_found` */
export async function loadProfile(
  db: Db,
  organisationId: string,
  contactId: string,
  conversationsOf: ConversationsOf,
): Promise<ContactProfile> {
  const records = UUID.test(contactId) ? await readRecords(db, organisationId, contactId) : [];
  const [contact] = records.length > 0 ? await readContacts(db, [contactId]) : [];
  if (!contact) throw new ConvotError('not_found', 'There is no contact of this id.');
  const blocks = records.map(async ({ app, appContact }) => ({
    app,
    app_contact_id: appContact.id,
    first_seen_at: appContact.firstSeenAt.toISOString(),
    last_seen_at: appContact.lastSeenAt.toISOString(),
    context: await loadContext(db, appContact.id),
    conversations: await conversationsOf(appContact.id),
  }));
  return { contact, apps: await Promise.all(blocks) };
}

async function readRecords(db: Db, organisationId: string, contactId: string) {
  return db
    .select({ app: { id: apps.id, name: apps.name }, appContact: appContacts })
    .from(appContacts)
    .innerJoin(contacts, eq(contacts.id, appContacts.contactId))
    .innerJoin(apps, eq(apps.id, appContacts.appId))
    .where(and(eq(contacts.id, contactId), eq(contacts.organisationId, organisationId)))
    .orderBy(asc(apps.createdAt), asc(apps.id), desc(appContacts.lastSeenAt));
}
