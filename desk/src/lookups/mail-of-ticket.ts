import { and, asc, eq, inArray } from 'drizzle-orm';
import { contactLabel } from '../contacts/labels.js';
import { type Db, schema } from '../database/index.js';
import type { Mail, Sender } from './mail.js';

const { appContacts, conversations, emailThreads, messages, signedIdentifiers, tickets } = schema;

/** Longest body that is read, in UTF-16 code units: the beginning. */
const BODY_CHARS = 100_000;

/** A ticket as a lookup reads it. */
export interface TicketMail {
  readonly organisationId: string;
  readonly appId: string;
  readonly mail: Mail;
  readonly sender: Sender;
}

/** Reads what the ticket's visitor wrote, and what is proven of who that is. @returns `null` for a ticket that is gone. */
export async function mailOfTicket(db: Db, ticketId: string): Promise<TicketMail | null> {
  const [row] = await db
    .select({
      organisationId: tickets.organisationId,
      subject: tickets.subject,
      conversationId: conversations.id,
      appId: conversations.appId,
      sessionId: conversations.sessionId,
      appContactId: appContacts.id,
      contactId: appContacts.contactId,
      trust: appContacts.trust,
      from: emailThreads.fromAddress,
      isFromConfirmed: emailThreads.confirmed,
    })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
    .innerJoin(appContacts, eq(appContacts.id, conversations.appContactId))
    .leftJoin(emailThreads, eq(emailThreads.conversationId, conversations.id))
    .where(eq(tickets.id, ticketId));
  if (!row) return null;
  const written = await db
    .select({ text: messages.text })
    .from(messages)
    .where(and(eq(messages.conversationId, row.conversationId), eq(messages.author, 'visitor')))
    .orderBy(asc(messages.place));
  const body = written
    .map(({ text }) => text)
    .join('\n\n')
    .slice(0, BODY_CHARS);
  const { from } = row;
  const email = from ?? (await contactLabel(db, row.appContactId))?.email ?? null;
  // What one session alone sees was not said by the contact for certain, even if the contact is a proven one.
  const isProven = row.sessionId === null && row.trust === 'verified';
  const own = isProven ? await signedOf(db, row.contactId, row.appId) : [];
  const externalId = own.find(({ kind }) => kind === 'external_id')?.value ?? null;
  // The mail was confirmed to be from an address that was proven to be this contact's.
  const address = isProven && row.isFromConfirmed && from !== null ? [from] : [];
  const sender = { email, externalId, verified: [...own.map(({ value }) => value), ...address] };
  return { organisationId: row.organisationId, appId: row.appId, mail: { subject: row.subject, body, from }, sender };
}

/** The contact's signed identifiers, as far as this app may know them. */
async function signedOf(db: Db, contactId: string, appId: string) {
  const ofContact = eq(signedIdentifiers.contactId, contactId);
  return db
    .select({ kind: signedIdentifiers.kind, value: signedIdentifiers.value })
    .from(signedIdentifiers)
    .where(and(ofContact, inArray(signedIdentifiers.namespace, ['', appId])))
    .orderBy(asc(signedIdentifiers.kind), asc(signedIdentifiers.value));
}
