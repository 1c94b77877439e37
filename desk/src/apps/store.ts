import { ConvotError } from 'convot/protocol';
import { and, asc, eq } from 'drizzle-orm';
import type { App, VerificationMode } from '../../wire/index.js';
import { type Actor, recordAudit } from '../audit/index.js';
import { type Db, schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { newAppId } from './ids.js';
import { addSecret, SECRET_KINDS } from './secrets.js';

const { apps } = schema;

/** What an owner may set. */
export interface AppChange {
  readonly name?: string | undefined;
  readonly verification?: VerificationMode | undefined;
  readonly identity_endpoint?: string | null | undefined;
  readonly own_namespace?: boolean | undefined;
}

/** Makes an app with both of its secrets. */
export async function createApp(
  desk: Pick<Desk, 'db' | 'vault' | 'clock'>,
  actor: Actor,
  wanted: AppChange & { readonly name: string },
): Promise<App> {
  const at = desk.clock();
  return desk.db.transaction(async (tx) => {
    const id = newAppId();
    const values = { ...columns(wanted), id, name: wanted.name, organisationId: actor.organisationId, createdAt: at };
    const [row] = await tx.insert(apps).values(values).returning();
    for (const kind of SECRET_KINDS) await addSecret(desk, tx, id, kind);
    await recordAudit(tx, actor, { appId: id, what: 'app_created', at });
    return toApp(existing(row));
  });
}

/** An organisation's apps, oldest first. */
export async function listApps(db: Db, organisationId: string): Promise<App[]> {
  const rows = await db
    .select()
    .from(apps)
    .where(eq(apps.organisationId, organisationId))
    .orderBy(asc(apps.createdAt), asc(apps.id));
  return rows.map(toApp);
}

/** One app of the organisation. @throws ConvotError `not_found` */
export async function findApp(db: Db, organisationId: string, appId: string): Promise<App> {
  const [row] = await db.select().from(apps).where(own(organisationId, appId));
  return toApp(existing(row));
}

/** Changes what is named and notes which fields. @throws ConvotError `not_found` */
export async function changeApp(
  desk: Pick<Desk, 'db' | 'clock'>,
  actor: Actor,
  appId: string,
  change: AppChange,
): Promise<App> {
  const fields = Object.keys(change).sort();
  if (fields.length === 0) return findApp(desk.db, actor.organisationId, appId);
  return desk.db.transaction(async (tx) => {
    const [row] = await tx.update(apps).set(columns(change)).where(own(actor.organisationId, appId)).returning();
    const app = toApp(existing(row));
    await recordAudit(tx, actor, { appId, what: 'app_changed', detail: fields.join(', '), at: desk.clock() });
    return app;
  });
}

function own(organisationId: string, appId: string) {
  return and(eq(apps.organisationId, organisationId), eq(apps.id, appId));
}

function existing<T>(row: T | undefined): T {
  if (!row) throw new ConvotError('not_found', 'There is no app of this id.');
  return row;
}

/** The change as columns; what it doesn't name stays undefined and so unchanged. */
function columns({ name, verification, identity_endpoint, own_namespace }: AppChange) {
  return {
    ...(name !== undefined && { name }),
    ...(verification !== undefined && { verification }),
    ...(identity_endpoint !== undefined && { identityEndpoint: identity_endpoint }),
    ...(own_namespace !== undefined && { ownNamespace: own_namespace }),
  };
}

function toApp(row: typeof apps.$inferSelect): App {
  return {
    id: row.id,
    name: row.name,
    verification: row.verification,
    identity_endpoint: row.identityEndpoint,
    own_namespace: row.ownNamespace,
    created_at: row.createdAt.toISOString(),
  };
}
