import type { Person, Trust } from 'convot/protocol';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { AppRules } from './app-rules.js';
import type { Decision } from './decide.js';
import { forgetRecordless } from './forget.js';
import { namelessHandle } from './handle.js';

const { appContacts, contacts, signedIdentifiers } = schema;

/** A person's record in one app. */
export interface AppContact {
  readonly id: string;
  readonly contactId: string;
  readonly handle: string;
}

/**
 * Finds or makes the app contact of a decision, and for a proven person the contact that the organisation's apps share.
 * Only a signed identifier joins (Law 5). Whoever opens the same new person at the same time waits here for the first.
 */
export async function resolveAppContact(
  tx: Tx,
  app: AppRules,
  decision: Pick<Decision, 'person' | 'trust' | 'handle'>,
  at: Date,
): Promise<AppContact> {
  const { person, trust } = decision;
  const identifier = person && trust === 'verified' ? { ...person, ...namespaceOf(app) } : null;
  if (identifier) await lock(tx, ['identifier', ...Object.values(identifier)]);
  if (decision.handle) await lock(tx, ['handle', app.id, decision.handle]);

  const known = decision.handle === null ? undefined : await findByHandle(tx, app.id, decision.handle);
  const contactId = identifier
    ? await signedContact(tx, identifier, known)
    : (known?.contactId ?? (await makeContact(tx, app.organisationId, true)));
  if (!known) return make(tx, { appId: app.id, contactId, handle: decision.handle ?? namelessHandle(), trust, at });

  await tx
    .update(appContacts)
    .set({ contactId, lastSeenAt: at, trust: bestTrust(trust) })
    .where(eq(appContacts.id, known.id));
  if (known.contactId !== contactId) await forgetRecordless(tx, known.contactId);
  return { id: known.id, contactId, handle: known.handle };
}

interface Identifier extends Person {
  readonly organisationId: string;
  readonly namespace: string;
}

interface Known extends AppContact {
  readonly provisional: boolean;
}

/** Where an app's signed identifiers stand. */
export function namespaceOf(app: AppRules): Pick<Identifier, 'organisationId' | 'namespace'> {
  return { organisationId: app.organisationId, namespace: app.ownNamespace ? app.id : '' };
}

/** Until the transaction ends. Identifiers are locked before handles, so that nobody waits in a circle. */
async function lock(tx: Tx, name: readonly string[]): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(name)}, 0))`);
}

async function findByHandle(tx: Tx, appId: string, handle: string): Promise<Known | undefined> {
  const [known] = await tx
    .select({
      id: appContacts.id,
      contactId: appContacts.contactId,
      handle: appContacts.handle,
      provisional: contacts.provisional,
    })
    .from(appContacts)
    .innerJoin(contacts, eq(contacts.id, appContacts.contactId))
    .where(and(eq(appContacts.appId, appId), eq(appContacts.handle, handle)));
  return known;
}

/** The contact of a proven identifier: the one it names already, else the record's own if nobody has proven that, else a new one. */
async function signedContact(tx: Tx, identifier: Identifier, known: Known | undefined): Promise<string> {
  const { organisationId, namespace, kind, value } = identifier;
  const [signed] = await tx
    .select({ contactId: signedIdentifiers.contactId })
    .from(signedIdentifiers)
    .where(
      and(
        eq(signedIdentifiers.organisationId, organisationId),
        eq(signedIdentifiers.namespace, namespace),
        eq(signedIdentifiers.kind, kind),
        eq(signedIdentifiers.value, value),
      ),
    );
  if (signed) return signed.contactId;
  const contactId = known?.provisional ? known.contactId : await makeContact(tx, organisationId, false);
  await tx.update(contacts).set({ provisional: false }).where(eq(contacts.id, contactId));
  await tx.insert(signedIdentifiers).values({ ...identifier, contactId });
  return contactId;
}

async function makeContact(tx: Tx, organisationId: string, provisional: boolean): Promise<string> {
  const [made] = await tx.insert(contacts).values({ organisationId, provisional }).returning({ id: contacts.id });
  if (!made) throw new Error('A contact was not stored.');
  return made.id;
}

interface NewAppContact {
  readonly appId: string;
  readonly contactId: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly at: Date;
}

async function make(tx: Tx, { at, ...values }: NewAppContact): Promise<AppContact> {
  const [made] = await tx
    .insert(appContacts)
    .values({ ...values, firstSeenAt: at, lastSeenAt: at })
    .returning({ id: appContacts.id });
  if (!made) throw new Error('An app contact was not stored.');
  return { id: made.id, contactId: values.contactId, handle: values.handle };
}

/** An app contact keeps the best trust that one of its sessions had. */
function bestTrust(trust: Trust) {
  return trust === 'verified'
    ? trust
    : sql<Trust>`case when ${appContacts.trust} = 'verified' then ${appContacts.trust} else ${trust} end`;
}
