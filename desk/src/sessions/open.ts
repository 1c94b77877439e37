import type { OpenRequest, Session } from 'convot/protocol';
import { eq, inArray } from 'drizzle-orm';
import { followLogin, unreadOf } from '../conversations/index.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { type Emit, organisationScope, transact } from '../events/index.js';
import {
  type AppContact,
  type AppRules,
  type Decision,
  decide,
  forgetSilent,
  loadAppRules,
  resolveAppContact,
  writeClaimFacts,
  writeTokenFacts,
} from '../identity/index.js';
import { announceEnd } from './close.js';
import { credentialHash, makeCredential } from './credential.js';
import { findSession, type VisitorSession } from './find.js';
import { expiryOf, renewAfterS } from './lifetime.js';
import { shownPerson } from './shown.js';

const { visitorSessions } = schema;

/**
 * Opens a session for the person that the request proves or names, or for a guest.
 *
 * The credential in `resume` goes on when it is of the same person, trust and origin. When the session ends verified,
 * the conversations of the browser's guest follow, and those of `resume` if that was this person without proof.
 *
 * @throws ConvotError `not_found`, `token_invalid`, `hash_invalid`, `identity_conflict`; nothing is written then.
 */
export async function openSession(desk: Desk, appId: string, request: OpenRequest): Promise<Session> {
  const app = await loadAppRules(desk.db, appId);
  const decision = await decide(desk, app, request);
  const ended: string[] = [];
  const session = await transact(desk, async (tx, emit) => {
    const opening: Opening = { desk, tx, emit, app, decision, request, now: desk.clock() };
    const { before, guest } = await heldSessions(opening, request);
    const opened = before && goesOn(before, decision) ? await renew(opening, before) : await begin(opening);
    if (decision.trust === 'verified') ended.push(...(await absorb(opening, opened, { before, guest })));
    return answer(opening, opened);
  });
  for (const id of ended) announceEnd(desk, id);
  return session;
}

interface Opening {
  readonly desk: Desk;
  readonly tx: Tx;
  readonly emit: Emit;
  readonly app: AppRules;
  readonly decision: Decision;
  readonly request: OpenRequest;
  readonly now: Date;
}

interface Opened {
  readonly session: VisitorSession;
  readonly credential: string;
}

/**
 * The open sessions of the credentials that a request brings along. Both are held until the end of the transaction,
 * always in one order and before anything else: two tabs that open at once wait for each other, never in a circle.
 */
async function heldSessions({ tx, app, now }: Opening, { resume, guest }: OpenRequest) {
  const credentials = [resume, guest].filter((credential) => credential !== undefined);
  if (credentials.length > 0) {
    await tx
      .select({ id: visitorSessions.id })
      .from(visitorSessions)
      .where(inArray(visitorSessions.credentialHash, credentials.map(credentialHash)))
      .orderBy(visitorSessions.id)
      .for('update');
  }
  const find = async (credential: string | undefined): Promise<Opened | null> => {
    const session = credential === undefined ? null : await findSession(tx, credential, now);
    return credential !== undefined && session?.appId === app.id ? { session, credential } : null;
  };
  return { before: await find(resume), guest: await find(guest) };
}

/** A token that names nobody never goes on: it can't tell one person from the next (Law 4). */
function goesOn({ session }: Opened, { handle, trust, origin }: Decision): boolean {
  if (session.trust !== trust || session.origin !== origin) return false;
  return origin === 'guest' || (handle !== null && session.handle === handle);
}

async function renew(opening: Opening, before: Opened): Promise<Opened> {
  const { tx, app, decision, now } = opening;
  const contact = await resolveAppContact(tx, app, { ...decision, handle: before.session.handle }, now);
  const values = await sessionValues(opening, contact, before.session);
  await tx.update(visitorSessions).set(values).where(eq(visitorSessions.id, before.session.id));
  const session = { ...before.session, ...values, contactId: contact.contactId };
  return { credential: before.credential, session };
}

async function begin(opening: Opening): Promise<Opened> {
  const { tx, app, decision, now } = opening;
  const contact = await resolveAppContact(tx, app, decision, now);
  const credential = makeCredential();
  const values = {
    ...(await sessionValues(opening, contact, null)),
    appId: app.id,
    appContactId: contact.id,
    trust: decision.trust,
    origin: decision.origin,
  };
  const [row] = await tx
    .insert(visitorSessions)
    .values({ ...values, credentialHash: credentialHash(credential), createdAt: now })
    .returning({ id: visitorSessions.id });
  if (!row) throw new Error('A session was not stored.');
  const { contactId, handle } = contact;
  return { credential, session: { ...values, id: row.id, contactId, handle, organisationId: app.organisationId } };
}

/** Writes what the request says of its person, and tells what the session may show of it. */
async function sessionValues(opening: Opening, contact: AppContact, before: VisitorSession | null) {
  const { desk, tx, emit, app, decision, request, now } = opening;
  const { token, trust, claimFacts } = decision;
  await writeClaimFacts(tx, contact.id, claimFacts, { wins: trust === 'verified', at: now });
  if (token) await writeTokenFacts(desk, tx, contact.id, token, now);
  if (token || claimFacts.length > 0) {
    const names = { app_contact_id: contact.id, contact_id: contact.contactId };
    emit(organisationScope(app.organisationId), { type: 'context', ...names });
  }
  const shown = await shownPerson(tx, decision, request.claim, contact.id);
  const expiresAt = expiryOf({ token, named: trust !== 'anonymous' }, now);
  return { email: shown.email ?? before?.email ?? null, name: shown.name ?? before?.name ?? null, expiresAt };
}

/** Sessions of the same browser that this verified login was made of. @returns those that end. */
async function absorb(
  { tx, emit, decision, now }: Opening,
  opened: Opened,
  { before, guest }: Awaited<ReturnType<typeof heldSessions>>,
): Promise<string[]> {
  const ids = [
    ...(before && isSamePersonUnproven(before.session, decision) ? [before.session.id] : []),
    ...(guest?.session.origin === 'guest' ? [guest.session.id] : []),
  ];
  for (const id of ids) {
    await followLogin(tx, emit, { from: id, to: opened.session });
    await tx.update(visitorSessions).set({ revokedAt: now }).where(eq(visitorSessions.id, id));
  }
  if (guest?.session.origin === 'guest') await forgetSilent(tx, guest.session.contactId);
  return ids;
}

function isSamePersonUnproven({ trust, handle }: VisitorSession, { unverifiedHandles }: Decision): boolean {
  return trust === 'unverified' && unverifiedHandles.includes(handle);
}

async function answer({ tx, now }: Opening, { credential, session }: Opened): Promise<Session> {
  const { handle, trust, origin, email, name } = session;
  const unread = await unreadOf(tx, session);
  const renew_after_s = renewAfterS(session.expiresAt, now);
  return { credential, handle, trust, origin, renew_after_s, person: { email, name }, unread };
}
