import { randomBytes } from 'node:crypto';
import { makeIdentityKey, makeVerificationSecret } from 'convot/proof';
import { ConvotError } from 'convot/protocol';
import { and, asc, eq } from 'drizzle-orm';
import type { AppSecret, SecretKind } from '../../wire/index.js';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { newSecretId } from './ids.js';

const { appSecrets } = schema;

const EMAIL_SECRET_BYTES = 32;

/** All kinds, and how a new one is made. */
const MAKE: Readonly<Record<SecretKind, () => string>> = {
  identity_key: makeIdentityKey,
  verification_secret: makeVerificationSecret,
  email_secret: () => randomBytes(EMAIL_SECRET_BYTES).toString('hex'),
};

/** `current` sorts before `previous`. */
const CURRENT_FIRST = asc(appSecrets.state);

/** The kinds of secret that every app has. */
export const SECRET_KINDS: readonly SecretKind[] = ['identity_key', 'verification_secret', 'email_secret'];

/**
 * An app's live secrets of one kind, current first. Read anew each time: a key that was ended, in whichever process,
 * opens nothing from then on, and what is open in memory is short-lived.
 */
export async function secretsOf(
  desk: Pick<Desk, 'db' | 'vault'>,
  appId: string,
  kind: SecretKind,
): Promise<readonly { readonly id: string; readonly value: string }[]> {
  const rows = await desk.db
    .select({ id: appSecrets.id, sealed: appSecrets.sealed })
    .from(appSecrets)
    .where(and(eq(appSecrets.appId, appId), eq(appSecrets.kind, kind)))
    .orderBy(CURRENT_FIRST);
  return rows.map(({ id, sealed }) => ({ id, value: desk.vault.open(sealed, place(id)) }));
}

/**
 * Tries one stored secret, so that a desk with the wrong master key says so when it starts and not to a visitor.
 *
 * @throws VaultError `other_key`
 */
export async function sealsOpen({ db, vault }: Pick<Desk, 'db' | 'vault'>): Promise<void> {
  const [any] = await db.select({ id: appSecrets.id, sealed: appSecrets.sealed }).from(appSecrets).limit(1);
  if (any) vault.open(any.sealed, place(any.id));
}

/** All of an app's live secrets, current first, for its owner to copy. */
export async function readSecrets({ vault }: Pick<Desk, 'vault'>, db: Db | Tx, appId: string): Promise<AppSecret[]> {
  const rows = await db
    .select()
    .from(appSecrets)
    .where(eq(appSecrets.appId, appId))
    .orderBy(asc(appSecrets.kind), CURRENT_FIRST);
  return rows.map(({ id, kind, state, sealed, createdAt }) => ({
    kind,
    id,
    state,
    value: vault.open(sealed, place(id)),
    created_at: createdAt.toISOString(),
  }));
}

/** Makes a new current secret. There must be none. */
export async function addSecret(
  { vault, clock }: Pick<Desk, 'vault' | 'clock'>,
  tx: Tx,
  appId: string,
  kind: SecretKind,
): Promise<void> {
  const id = newSecretId();
  const sealed = vault.seal(MAKE[kind](), place(id));
  await tx.insert(appSecrets).values({ id, appId, kind, state: 'current', sealed, createdAt: clock() });
}

/** Makes a new current secret and keeps the former alive; the one before that ends. */
export async function rotateSecret(
  desk: Pick<Desk, 'vault' | 'clock'>,
  tx: Tx,
  appId: string,
  kind: SecretKind,
): Promise<void> {
  await lockApp(tx, appId);
  await tx.delete(appSecrets).where(live(appId, kind, 'previous'));
  await tx
    .update(appSecrets)
    .set({ state: 'previous' })
    .where(live(appId, kind, 'current'));
  await addSecret(desk, tx, appId, kind);
}

/** Ends the former secret. @returns whether there was one. */
export async function endPreviousSecret(tx: Tx, appId: string, kind: SecretKind): Promise<boolean> {
  await lockApp(tx, appId);
  const ended = await tx
    .delete(appSecrets)
    .where(live(appId, kind, 'previous'))
    .returning({ id: appSecrets.id });
  return ended.length > 0;
}

/** Two owners who rotate at once do so one after the other. @throws ConvotError `not_found` */
async function lockApp(tx: Tx, appId: string): Promise<void> {
  const rows = await tx.select({ id: schema.apps.id }).from(schema.apps).where(eq(schema.apps.id, appId)).for('update');
  if (rows.length === 0) throw new ConvotError('not_found', 'There is no app of this id.');
}

function live(appId: string, kind: SecretKind, state: AppSecret['state']) {
  return and(eq(appSecrets.appId, appId), eq(appSecrets.kind, kind), eq(appSecrets.state, state));
}

/** The vault's name of a secret's row. */
function place(id: string): string {
  return `app_secrets/${id}`;
}
