import { ConvotError, type OpenRequest, type Session } from '../../protocol/index.js';
import { unreadOf } from './conversations.js';
import { type Identified, identify, type Proofs } from './proofs.js';
import { randomId, type State, type StoredSession } from './state.js';

/** Nothing expires in a page's memory; the client still asks for a fresh proof now and then. */
const RENEW_AFTER_S = 3_600;

/** Opens a session, or goes on with the one that `resume` names when it is the same person's at the same trust. */
export async function openSession(state: State, request: OpenRequest, proofs: Proofs): Promise<Session> {
  const named = await identify(request, proofs);
  const former = request.resume ? state.sessions.get(request.resume) : undefined;
  if (former && isSame(former, named)) {
    const session = { ...former, person: named.origin === 'guest' ? former.person : named.person };
    state.sessions.set(session.credential, session);
    bringGuest(state, request, session);
    return answer(state, session);
  }
  const session: StoredSession = { ...named, credential: randomId() };
  state.sessions.set(session.credential, session);
  if (former?.trust === 'unverified' && former.handle === session.handle) bringAlong(state, former, session);
  bringGuest(state, request, session);
  return answer(state, session);
}

function isSame(former: StoredSession, named: Identified): boolean {
  if (former.trust !== named.trust) return false;
  return named.trust === 'anonymous' || former.handle === named.handle;
}

/** A guest's conversations follow that guest's own verified login. */
function bringGuest(state: State, { guest }: OpenRequest, session: StoredSession): void {
  const former = guest ? state.sessions.get(guest) : undefined;
  if (former?.trust === 'anonymous' && session.trust === 'verified') bringAlong(state, former, session);
}

function bringAlong(state: State, former: StoredSession, session: StoredSession): void {
  for (const conversation of state.conversations.values()) {
    if (conversation.credential !== former.credential) continue;
    conversation.credential = null;
    conversation.handle = session.handle;
  }
  endSession(state, former.credential);
}

function answer(state: State, session: StoredSession): Session {
  const { credential, handle, trust, origin, person } = session;
  return { credential, handle, trust, origin, person, renew_after_s: RENEW_AFTER_S, unread: unreadOf(state, session) };
}

/** @throws ConvotError `session_ended` */
export function sessionOf(state: State, credential: string): StoredSession {
  const session = state.sessions.get(credential);
  if (!session) throw new ConvotError('session_ended');
  return session;
}

/** Ends a session and its streams; nothing happens when it had ended. */
export function endSession(state: State, credential: string): void {
  if (state.sessions.delete(credential)) state.streams.end(credential);
}
