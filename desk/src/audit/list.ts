import { and, desc, eq, sql } from 'drizzle-orm';
import type { AuditAct, AuditPage } from '../../wire/audit.js';
import { type Db, schema } from '../database/index.js';
import { type Cursor, readCursor, writeCursor } from '../http/cursor.js';

const { apps, auditLog, user } = schema;

const ENTRIES_PER_PAGE = 50;

/** Whose entries, and from where on. */
export interface AuditQuery {
  readonly organisationId: string;
  /** Those of one app. @default all, with those that concern no app */
  readonly appId?: string;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

/** A page of the audit log, newest first. @throws ConvotError `request_invalid` for a cursor that this desk didn't make */
export async function listAudit(db: Db, { organisationId, appId, after }: AuditQuery): Promise<AuditPage> {
  const time = sql<string>`(extract(epoch from ${auditLog.at}) * 1000000)::bigint::text`;
  const cursor = after === undefined ? null : readCursor(after);
  const rows = await db
    .select({ entry: auditLog, user: user.name, app: { id: apps.id, name: apps.name }, time })
    .from(auditLog)
    .leftJoin(user, eq(user.id, auditLog.userId))
    .leftJoin(apps, eq(apps.id, auditLog.appId))
    .where(
      and(
        eq(auditLog.organisationId, organisationId),
        appId === undefined ? undefined : eq(auditLog.appId, appId),
        cursor ? olderThan(cursor) : undefined,
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(ENTRIES_PER_PAGE + 1);
  const page = rows.slice(0, ENTRIES_PER_PAGE);
  const last = page.at(-1);
  return {
    entries: page.map(({ entry: { id, at, what, detail }, user, app }) => ({
      id,
      at: at.toISOString(),
      user: user ?? '',
      app,
      what: what as AuditAct,
      detail,
    })),
    next: last && rows.length > page.length ? writeCursor({ time: last.time, id: last.entry.id }) : null,
  };
}

function olderThan({ time, id }: Cursor) {
  const at = sql`(timestamptz 'epoch' + ${time}::bigint * interval '1 microsecond')`;
  return sql`(${auditLog.at}, ${auditLog.id}) < (${at}, ${id}::uuid)`;
}
