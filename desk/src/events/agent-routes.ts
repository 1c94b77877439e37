import { Hono } from 'hono';
import type { AgentEnv } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { follow } from './follow.js';
import { organisationScope } from './scopes.js';
import { lastEventId, sseResponse } from './sse.js';

/**
 * How long one stream lasts, in milliseconds (10 minutes). The browser then asks again, with its place, and whether
 * the agent is still signed in is looked at again.
 */
const STREAM_MS = 10 * 60 * 1_000;

/** `GET /api/stream`: see the desk's wire. */
export function agentStreamRoutes(desk: Pick<Desk, 'db' | 'bus'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/stream', (c) => {
    const { signal } = c.req.raw;
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, STREAM_MS);
    timer.unref();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const scope = organisationScope(c.get('agent').organisation.id);
    return sseResponse(follow(desk, scope, lastEventId(c.req.raw.headers), ending.signal), {
      farewell: () => null,
      onEnd() {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        end();
      },
    });
  });

  return routes;
}
