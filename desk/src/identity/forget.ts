import { and, eq, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';

const { appContacts, contacts, conversations, facts } = schema;

/** Forgets a provisional contact without any record left: its only one was proven to be another contact's. */
export async function forgetRecordless(tx: Tx, contactId: string): Promise<void> {
  const record = sql`select 1 from ${appContacts} where ${appContacts.contactId} = ${contacts.id}`;
  await tx.delete(contacts).where(and(eq(contacts.id, contactId), sql`not exists (${record})`));
}

/** Forgets a guest who became somebody and left nothing behind; the sessions go with it. */
export async function forgetSilent(tx: Tx, contactId: string): Promise<void> {
  const left = (table: typeof conversations | typeof facts) =>
    sql`select 1 from ${table} inner join ${appContacts} on ${appContacts.id} = ${table.appContactId}
      where ${appContacts.contactId} = ${contacts.id}`;
  const silent = sql`not exists (${left(conversations)}) and not exists (${left(facts)})`;
  await tx.delete(contacts).where(and(eq(contacts.id, contactId), eq(contacts.provisional, true), silent));
}
