import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { type Db, schema, type Tx } from '../database/index.js';
import { type VisitorScope, visitorScope } from '../events/index.js';

const { apps, conversations } = schema;

/** As much of a visitor's session as decides what it may see. */
export interface Visitor {
  readonly id: string;
  readonly appId: string;
  readonly appContactId: string;
  readonly trust: string;
}

/**
 * The conversations that a session may see: a verified one those of its app contact, any other its own alone. One held by
 * email is seen by none: its author proved an address, and not to be the person who logs in.
 * The one place of that rule; {@link ownerOf} and {@link scopeOf} are its other sides.
 */
export function visibleTo({ id, appContactId, trust }: Visitor): SQL | undefined {
  if (trust !== 'verified') return eq(conversations.sessionId, id);
  return and(
    eq(conversations.appContactId, appContactId),
    isNull(conversations.sessionId),
    eq(conversations.channel, 'chat'),
  );
}

/** Whose a conversation is that a session starts. */
export function ownerOf({ id, appContactId, trust }: Visitor): { appContactId: string; sessionId: string | null } {
  return { appContactId, sessionId: trust === 'verified' ? null : id };
}

/** The scope of a session's events; also the sender of its messages, so that a retry after a renewal is recognised. */
export function scopeOf(session: Visitor): VisitorScope {
  return visitorScope(ownerOf(session));
}

/** The conversations of an organisation's apps. */
export function ofOrganisation(db: Db | Tx, organisationId: string): SQL {
  const own = db.select({ id: apps.id }).from(apps).where(eq(apps.organisationId, organisationId));
  return inArray(conversations.appId, own);
}
