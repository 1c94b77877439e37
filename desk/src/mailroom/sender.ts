import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { type AppRules, namespaceOf, noteEmailSender, personHandle, resolveAppContact } from '../identity/index.js';

const { appContacts, facts, signedIdentifiers } = schema;

/** Who a mail says it is from, and whether the trusted receiver confirms it. */
export interface Author {
  /** Canonical; `null` when it names none. */
  readonly address: string | null;
  /** Beside the address; nobody ever proves it. */
  readonly name: string;
  readonly confirmed: boolean;
}

/**
 * The app contact that a mail's conversation is of: a verified contact if the mail is confirmed for an address that was
 * proven to be that contact's; in every other case a provisional contact of its own, apart from whoever claims this
 * address elsewhere (Law 5).
 */
export async function contactOfAuthor(
  desk: Pick<Desk, 'vault'>,
  tx: Tx,
  app: AppRules,
  author: Author,
  at: Date,
): Promise<string> {
  const known =
    author.confirmed && author.address !== null ? await verifiedOf(desk, tx, app, author.address, at) : null;
  if (known !== null) {
    await tx.update(appContacts).set({ lastSeenAt: at }).where(eq(appContacts.id, known));
    return known;
  }
  const person = author.address === null ? null : ({ kind: 'email', value: author.address } as const);
  const handle = person && personHandle(desk, app.id, person, 'mail');
  const { id } = await resolveAppContact(tx, app, { person, trust: 'unverified', handle }, at);
  await noteEmailSender(tx, id, { email: author.address, name: author.name || null }, at);
  return id;
}

/** The record of the contact that this address was proven for, in this app. */
async function verifiedOf(
  desk: Pick<Desk, 'vault'>,
  tx: Tx,
  app: AppRules,
  address: string,
  at: Date,
): Promise<string | null> {
  const [signed] = await tx
    .select({ contactId: signedIdentifiers.contactId })
    .from(signedIdentifiers)
    .where(
      and(
        eq(signedIdentifiers.organisationId, app.organisationId),
        eq(signedIdentifiers.namespace, namespaceOf(app).namespace),
        eq(signedIdentifiers.kind, 'email'),
        eq(signedIdentifiers.value, address),
      ),
    );
  return signed
    ? recordOf(desk, tx, app, { address, contactId: signed.contactId }, at)
    : tokenHolderOf(tx, app, address);
}

/**
 * A contact's record in this app, made when it has none here. One that somebody else's claim made of this address is left
 * alone: a mail joins nothing.
 */
async function recordOf(
  desk: Pick<Desk, 'vault'>,
  tx: Tx,
  app: AppRules,
  { address, contactId }: { readonly address: string; readonly contactId: string },
  at: Date,
): Promise<string | null> {
  const [own] = await tx
    .select({ id: appContacts.id })
    .from(appContacts)
    .where(and(eq(appContacts.appId, app.id), eq(appContacts.contactId, contactId), eq(appContacts.trust, 'verified')))
    .orderBy(desc(appContacts.lastSeenAt))
    .limit(1);
  if (own) return own.id;
  const handle = personHandle(desk, app.id, { kind: 'email', value: address });
  const [made] = await tx
    .insert(appContacts)
    .values({ appId: app.id, contactId, handle, trust: 'verified', firstSeenAt: at, lastSeenAt: at })
    .onConflictDoNothing()
    .returning({ id: appContacts.id });
  return made?.id ?? null;
}

/** Whose address the app's own server sealed it to be. `null` when that are several: then nothing says which one wrote. */
async function tokenHolderOf(tx: Tx, app: AppRules, address: string): Promise<string | null> {
  const holders = await tx
    .selectDistinct({ id: appContacts.id })
    .from(facts)
    .innerJoin(appContacts, eq(appContacts.id, facts.appContactId))
    .where(
      and(
        eq(facts.key, 'email'),
        ne(facts.root, 'custom_data'),
        eq(facts.trust, 'verified'),
        sql`lower(${facts.value} #>> '{}') = ${address}`,
        eq(appContacts.appId, app.id),
        eq(appContacts.trust, 'verified'),
      ),
    )
    .limit(2);
  return holders.length === 1 ? (holders[0]?.id ?? null) : null;
}
