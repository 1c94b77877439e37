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

/** Who did what, and when. */
export interface AuditEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `''`: the desk itself, or somebody whose account is gone. */
  readonly user: string;
  /** `null`: it concerns the whole organisation. */
  readonly app: { readonly id: string; readonly name: string } | null;
  readonly what: AuditAct;
  /** What it was done to, as `identity_key`; never a value. */
  readonly detail: string | null;
}

/**
 * `GET /api/audit` answers the organisation's entries, `GET /api/apps/:id/audit` those of one app: the owner's alone, newest
 * first, 50 a page.
 */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** What `?after=` takes for the next page; `null` after the last. */
  readonly next: string | null;
}
