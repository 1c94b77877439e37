import { ConvotError } from 'convot/protocol';
import { scopeOf } from '../conversations/index.js';
import type { Desk } from '../desk.js';
import { follow, lastEventId, sessionEndedTopic, sseResponse } from '../events/index.js';
import { findSessionById, type VisitorSession } from '../sessions/index.js';

/** Longest time between two looks at whether the session is still open, in milliseconds (an hour). */
const RECHECK_MS = 60 * 60 * 1_000;

/** And the shortest, in milliseconds: a database that fails must not be asked without a pause. */
const RECHECK_PAUSE_MS = 10_000;

const SESSION_ENDED = { type: 'session_ended' } as const;

/**
 * The live events of what a session may see. Ends with the request, with the desk, and at once with the session:
 * then it says so.
 *
 * @throws ConvotError `session_ended` when it ended since it was looked up.
 */
export async function streamSession(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  session: VisitorSession,
  request: Request,
): Promise<Response> {
  const ending = new AbortController();
  const { signal } = ending;
  let ended = false;
  const endSession = () => {
    ended = true;
    ending.abort();
  };
  const leave = () => ending.abort();
  // Before the session is looked up again, so that its end can't fall between.
  const unsubscribe = desk.bus.subscribe(sessionEndedTopic(session.id), endSession);
  const stopRecheck = recheck(desk, session, endSession);
  request.signal.addEventListener('abort', leave, { once: true });
  if (request.signal.aborted) leave();
  const onEnd = () => {
    unsubscribe();
    stopRecheck();
    request.signal.removeEventListener('abort', leave);
    leave();
  };
  if (!(await findSessionById(desk.db, session.id, desk.clock()))) {
    onEnd();
    throw new ConvotError('session_ended', 'There is no open session of this credential.');
  }
  const steps = follow(desk, scopeOf(session), lastEventId(request.headers), signal);
  return sseResponse(steps, { farewell: () => (ended ? SESSION_ENDED : null), onEnd });
}

/** Looks again when the session should have ended: it may have been renewed meanwhile. */
function recheck(desk: Pick<Desk, 'db' | 'clock'>, session: VisitorSession, onEnded: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  const schedule = ({ expiresAt }: VisitorSession, pause = 0) => {
    const wait = Math.max(pause, expiresAt.getTime() - desk.clock().getTime());
    timer = setTimeout(look, Math.min(wait, RECHECK_MS));
    timer.unref();
  };
  async function look() {
    // A database that fails just now says nothing about the session: look again later.
    const now = await findSessionById(desk.db, session.id, desk.clock()).catch(() => session);
    if (stopped) return;
    if (now) schedule(now, RECHECK_PAUSE_MS);
    else onEnded();
  }
  schedule(session);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
