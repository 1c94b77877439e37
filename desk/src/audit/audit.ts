import { desc, eq } from 'drizzle-orm';
import type { AuditEntry } from '../../wire/index.js';
import { type Db, schema, type Tx } from '../database/index.js';

/** What the audit log knows of. */
export type AuditAct =
  | 'app_created'
  | 'app_changed'
  | 'secrets_revealed'
  | 'secret_rotated'
  | 'secret_ended'
  | 'lookup_changed'
  | 'lookup_secret_entered'
  | 'lookup_secret_restored'
  | 'lookup_secret_ended'
  | 'lookup_tested'
  | 'email_changed'
  | 'plan_changed';

const ENTRIES_SHOWN = 50;

/** Who acts, for whom. `userId` is null for the desk's own provisioning. */
export interface Actor {
  readonly userId: string | null;
  readonly organisationId: string;
}

/** Notes an act in the transaction that performs it; without an app it is the organisation's. `detail` names things, never values. */
export async function recordAudit(
  tx: Db | Tx,
  actor: Actor,
  act: { readonly appId: string | null; readonly what: AuditAct; readonly detail?: string; readonly at: Date },
): Promise<void> {
  await tx.insert(schema.auditLog).values({ ...actor, ...act });
}

/** An app's latest entries, newest first. */
export async function listAudit(db: Db, appId: string): Promise<AuditEntry[]> {
  const { auditLog, user } = schema;
  const rows = await db
    .select({ at: auditLog.at, user: user.name, what: auditLog.what, detail: auditLog.detail })
    .from(auditLog)
    .leftJoin(user, eq(user.id, auditLog.userId))
    .where(eq(auditLog.appId, appId))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(ENTRIES_SHOWN);
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), user: row.user ?? '' }));
}
