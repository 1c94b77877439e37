import { ConvotError, type SessionOrigin, type Trust } from 'convot/protocol';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { credentialHash } from './credential.js';
import { slidExpiry } from './lifetime.js';

const { appContacts, apps, visitorSessions } = schema;

/** A visitor's open session, as every room of the desk gets it. */
export interface VisitorSession {
  readonly id: string;
  readonly appId: string;
  readonly organisationId: string;
  readonly appContactId: string;
  readonly contactId: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
  /** What it supplied, or what its proof showed. */
  readonly email: string | null;
  readonly name: string | null;
  readonly expiresAt: Date;
}

/** The open session of a credential. */
export async function findSession(db: Db | Tx, credential: string, now: Date): Promise<VisitorSession | null> {
  return findWhere(db, eq(visitorSessions.credentialHash, credentialHash(credential)), now);
}

/** Whether a session is still open, and until when. */
export async function findSessionById(db: Db | Tx, id: string, now: Date): Promise<VisitorSession | null> {
  return findWhere(db, eq(visitorSessions.id, id), now);
}

async function findWhere(db: Db | Tx, condition: ReturnType<typeof eq>, now: Date): Promise<VisitorSession | null> {
  const [session] = await db
    .select({
      id: visitorSessions.id,
      appId: visitorSessions.appId,
      organisationId: apps.organisationId,
      appContactId: visitorSessions.appContactId,
      contactId: appContacts.contactId,
      handle: appContacts.handle,
      trust: visitorSessions.trust,
      origin: visitorSessions.origin,
      email: visitorSessions.email,
      name: visitorSessions.name,
      expiresAt: visitorSessions.expiresAt,
    })
    .from(visitorSessions)
    .innerJoin(appContacts, eq(appContacts.id, visitorSessions.appContactId))
    .innerJoin(apps, eq(apps.id, visitorSessions.appId))
    .where(and(condition, isNull(visitorSessions.revokedAt), gt(visitorSessions.expiresAt, now)));
  return session ?? null;
}

/**
 * The session that a request's `Authorization` header names. A guest's use of it puts off its end.
 *
 * @throws ConvotError `session_ended` when there is none, or it was revoked or has expired.
 */
export async function authenticate(desk: Pick<Desk, 'db' | 'clock'>, header: string | null): Promise<VisitorSession> {
  const credential = bearer(header);
  const now = desk.clock();
  const session = credential === null ? null : await findSession(desk.db, credential, now);
  if (!session) throw new ConvotError('session_ended', 'There is no open session of this credential.');
  const later = session.origin === 'guest' ? slidExpiry(session.expiresAt, now) : null;
  if (!later) return session;
  await desk.db.update(visitorSessions).set({ expiresAt: later }).where(eq(visitorSessions.id, session.id));
  return { ...session, expiresAt: later };
}

/** The credential of an `Authorization: Bearer` header. @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
export function bearer(header: string | null): string | null {
  return /^Bearer ([\w-]{1,200})$/i.exec(header ?? '')?.[1] ?? null;
}
