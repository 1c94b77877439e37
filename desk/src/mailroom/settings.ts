import { ConvotError } from 'convot/protocol';
import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import type { EmailFieldFault, EmailSettings } from '../../wire/emails.js';
import { type Actor, recordAudit } from '../audit/index.js';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { canonicalAddress, SPAM_HEADER_NAMES, type SpamHeader } from '../email/index.js';

const { apps, emailInboxes, emailSettings, user } = schema;

const INBOXES = 20;
const RECEIVERS = 10;
const NAME_CHARS = 100;

/** An authserv-id (RFC 8601, section 2.5): a host's name, mostly. */
const RECEIVER = /^[a-z0-9](?:[a-z0-9._:-]{0,251}[a-z0-9])?$/;

/** The settings as they stand, whether anything was ever set or not. */
export interface StoredEmailSettings extends EmailSettings {
  readonly spam_headers: readonly SpamHeader[];
  readonly updated_at: string | null;
  readonly updated_by: string | null;
}

export async function readEmailSettings(db: Db | Tx, appId: string): Promise<StoredEmailSettings> {
  const [row] = await db
    .select({ settings: emailSettings, by: user.name })
    .from(emailSettings)
    .leftJoin(user, eq(user.id, emailSettings.updatedBy))
    .where(eq(emailSettings.appId, appId));
  return {
    enabled: row?.settings.enabled ?? false,
    inboxes: await inboxesOf(db, appId),
    display_name: row?.settings.displayName ?? '',
    trusted_receivers: row?.settings.trustedReceivers ?? [],
    spam_headers: SPAM_HEADER_NAMES.filter((name) => row?.settings.spamHeaders.includes(name)),
    updated_at: row?.settings.updatedAt.toISOString() ?? null,
    updated_by: row?.by ?? null,
  };
}

/** An app's inboxes in their owner's order. */
export async function inboxesOf(db: Db | Tx, appId: string): Promise<string[]> {
  const rows = await db
    .select({ address: emailInboxes.address })
    .from(emailInboxes)
    .where(eq(emailInboxes.appId, appId))
    .orderBy(asc(emailInboxes.place));
  return rows.map(({ address }) => address);
}

/** The apps that take mail for these canonical addresses, each with the first of them that is its inbox. */
export async function appsOfInboxes(db: Db | Tx, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (addresses.length === 0) return new Map();
  const rows = await db
    .select({ address: emailInboxes.address, appId: emailInboxes.appId })
    .from(emailInboxes)
    .innerJoin(emailSettings, and(eq(emailSettings.appId, emailInboxes.appId), eq(emailSettings.enabled, true)))
    .where(inArray(emailInboxes.address, [...addresses]));
  const ordered = rows.sort((a, b) => addresses.indexOf(b.address) - addresses.indexOf(a.address));
  return new Map(ordered.map(({ appId, address }) => [appId, address]));
}

/**
 * Changes what is named.
 *
 * @returns what is wrong with the fields; nothing is stored then.
 * @throws ConvotError `not_found`
 */
export async function changeEmailSettings(
  desk: Pick<Desk, 'db' | 'clock'>,
  actor: Actor,
  appId: string,
  change: Partial<EmailSettings>,
): Promise<EmailFieldFault[]> {
  return desk.db.transaction(async (tx) => {
    await lockApp(tx, actor.organisationId, appId);
    const wanted = tidy({ ...(await readEmailSettings(tx, appId)), ...change });
    const faults = [...faultsOf(wanted), ...(await takenOf(tx, appId, wanted.inboxes))];
    if (faults.length > 0) return faults;
    await store(tx, actor, appId, wanted, desk.clock());
    const detail = Object.keys(change).sort().join(', ');
    await recordAudit(tx, actor, { appId, what: 'email_changed', detail, at: desk.clock() });
    return [];
  });
}

/** @throws ConvotError `not_found` */
export async function requireApp(db: Db | Tx, organisationId: string, appId: string): Promise<void> {
  const own = and(eq(apps.id, appId), eq(apps.organisationId, organisationId));
  if ((await db.select({ id: apps.id }).from(apps).where(own)).length === 0) throw noApp();
}

/** Addresses as they are compared, names in lower case, each once. */
function tidy(settings: EmailSettings): EmailSettings {
  const unique = (texts: readonly string[]) => [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  return {
    ...settings,
    inboxes: unique(settings.inboxes.map((address) => canonicalAddress(address.trim()) ?? address)),
    display_name: settings.display_name.trim(),
    trusted_receivers: unique(settings.trusted_receivers.map((name) => name.toLowerCase())),
    spam_headers: unique(settings.spam_headers),
  };
}

function faultsOf(settings: EmailSettings): EmailFieldFault[] {
  const faults: EmailFieldFault[] = [];
  const add = (field: EmailFieldFault['field'], fault: EmailFieldFault['fault'], value: string | null = null) =>
    void faults.push({ field, fault, value });
  for (const address of settings.inboxes) {
    if (canonicalAddress(address) === null) add('inboxes', 'not_an_address', address);
  }
  for (const name of settings.trusted_receivers) {
    if (!RECEIVER.test(name)) add('trusted_receivers', 'not_a_name', name);
  }
  for (const name of settings.spam_headers) {
    if (!SPAM_HEADER_NAMES.some((known) => known === name)) add('spam_headers', 'not_a_choice', name);
  }
  if (settings.inboxes.length > INBOXES) add('inboxes', 'too_many');
  if (settings.trusted_receivers.length > RECEIVERS) add('trusted_receivers', 'too_many');
  if (settings.display_name.length > NAME_CHARS) add('display_name', 'too_long');
  if (settings.enabled && settings.inboxes.length === 0) add('inboxes', 'missing');
  return faults;
}

/** Inboxes that are another app's. It is not told whose: that may be another organisation's. */
async function takenOf(tx: Tx, appId: string, inboxes: readonly string[]): Promise<EmailFieldFault[]> {
  if (inboxes.length === 0) return [];
  const rows = await tx
    .select({ address: emailInboxes.address })
    .from(emailInboxes)
    .where(and(inArray(emailInboxes.address, [...inboxes]), ne(emailInboxes.appId, appId)));
  return rows.map(({ address }) => ({ field: 'inboxes', fault: 'taken', value: address }));
}

async function store(tx: Tx, actor: Actor, appId: string, settings: EmailSettings, at: Date): Promise<void> {
  const values = {
    enabled: settings.enabled,
    displayName: settings.display_name,
    trustedReceivers: settings.trusted_receivers,
    spamHeaders: settings.spam_headers,
    updatedAt: at,
    updatedBy: actor.userId,
  };
  await tx
    .insert(emailSettings)
    .values({ ...values, appId })
    .onConflictDoUpdate({ target: emailSettings.appId, set: values });
  await tx.delete(emailInboxes).where(eq(emailInboxes.appId, appId));
  const rows = settings.inboxes.map((address, place) => ({ address, appId, place }));
  if (rows.length > 0) await tx.insert(emailInboxes).values(rows);
}

/** Two owners who change the settings at once do so one after the other. @throws ConvotError `not_found` */
async function lockApp(tx: Tx, organisationId: string, appId: string): Promise<void> {
  const own = and(eq(apps.id, appId), eq(apps.organisationId, organisationId));
  const rows = await tx.select({ id: apps.id }).from(apps).where(own).for('update');
  if (rows.length === 0) throw noApp();
}

function noApp(): ConvotError {
  return new ConvotError('not_found', 'There is no app of this id.');
}
