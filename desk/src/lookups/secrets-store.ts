import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import type { LookupSecretKind, LookupSecretState } from '../../wire/lookups.js';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import type { RequestSecrets } from './request.js';

const { lookupSecrets } = schema;

type State = 'current' | 'previous';

/** Enters a secret as the current one; the one before becomes the previous, and the one before that is forgotten. */
export async function enterSecret(
  { vault, clock }: Pick<Desk, 'vault' | 'clock'>,
  tx: Tx,
  appId: string,
  kind: LookupSecretKind,
  value: string,
): Promise<void> {
  await tx.delete(lookupSecrets).where(live(appId, kind, 'previous'));
  await tx
    .update(lookupSecrets)
    .set({ state: 'previous' })
    .where(live(appId, kind, 'current'));
  const id = randomUUID();
  const sealed = vault.seal(value, place(id));
  await tx.insert(lookupSecrets).values({ id, appId, kind, state: 'current', sealed, createdAt: clock() });
}

/** Exchanges the current secret and the previous one. @returns whether there were two. */
export async function restoreSecret(tx: Tx, appId: string, kind: LookupSecretKind): Promise<boolean> {
  const rows = await tx
    .delete(lookupSecrets)
    .where(and(ofKind(appId, kind)))
    .returning();
  if (rows.length === 0) return false;
  const isPair = rows.length === 2;
  const exchanged = rows.map((row) => (isPair ? { ...row, state: other(row.state) } : row));
  await tx.insert(lookupSecrets).values(exchanged);
  return isPair;
}

/** Forgets the previous secret of a kind, or all of them. @returns whether there was any. */
export async function forgetSecrets(
  tx: Tx,
  appId: string,
  kind: LookupSecretKind,
  which: 'previous' | 'all',
): Promise<boolean> {
  const where = which === 'all' ? ofKind(appId, kind) : live(appId, kind, 'previous');
  return (await tx.delete(lookupSecrets).where(where).returning({ id: lookupSecrets.id })).length > 0;
}

/** When each secret was entered: all that anybody is told of it. */
export async function secretStates(
  db: Db | Tx,
  appId: string,
): Promise<Readonly<Record<LookupSecretKind, LookupSecretState>>> {
  const rows = await db
    .select({ kind: lookupSecrets.kind, state: lookupSecrets.state, createdAt: lookupSecrets.createdAt })
    .from(lookupSecrets)
    .where(eq(lookupSecrets.appId, appId));
  const at = (kind: LookupSecretKind, state: State) =>
    rows.find((row) => row.kind === kind && row.state === state)?.createdAt.toISOString() ?? null;
  const of = (kind: LookupSecretKind) => ({ current: at(kind, 'current'), previous: at(kind, 'previous') });
  return { token: of('token'), signing_secret: of('signing_secret') };
}

/** Opens what a request needs, for the moment of the call: the current token and every live signing secret. */
export async function openSecrets(
  { vault }: Pick<Desk, 'vault'>,
  db: Db | Tx,
  appId: string,
): Promise<RequestSecrets | null> {
  const rows = await db
    .select()
    .from(lookupSecrets)
    .where(eq(lookupSecrets.appId, appId))
    .orderBy(asc(lookupSecrets.state));
  const open = (kind: LookupSecretKind) =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ id, sealed, state }) => ({ value: () => vault.open(sealed, place(id)), state }));
  const token = open('token').find(({ state }) => state === 'current');
  return token ? { token: token.value(), signing: open('signing_secret').map(({ value }) => value()) } : null;
}

/** The vault's name of a secret's row. */
function place(id: string): string {
  return `lookup_secrets/${id}`;
}

function ofKind(appId: string, kind: LookupSecretKind) {
  return and(eq(lookupSecrets.appId, appId), eq(lookupSecrets.kind, kind));
}

function live(appId: string, kind: LookupSecretKind, state: State) {
  return and(ofKind(appId, kind), eq(lookupSecrets.state, state));
}

function other(state: State): State {
  return state === 'current' ? 'previous' : 'current';
}
