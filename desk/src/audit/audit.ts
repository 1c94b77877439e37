import type { AuditAct } from '../../wire/audit.js';
import { type Db, schema, type Tx } from '../database/index.js';

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
