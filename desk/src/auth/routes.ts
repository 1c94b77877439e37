import { ConvotError } from 'convot/protocol';
import { Hono } from 'hono';
import type { AgentEnv } from './agent.js';
import { AUTH_PATH, type Auth, CLIENT_ADDRESS_HEADER } from './auth.js';

/** What of better-auth is open over HTTP. It has many more routes; what isn't used isn't reachable. */
const OPEN_ROUTES: Readonly<Record<string, string>> = {
  '/sign-in/email': 'POST',
  '/sign-out': 'POST',
  '/change-password': 'POST',
};

/** Who the caller's socket leads to, as far as the server knows. */
export type ClientAddress = (env: unknown) => string | null;

/**
 * `/api/auth/…`: signing in and out, as better-auth answers it.
 *
 * @throws ConvotError `not_found`, `session_ended` for a wrong password, `request_invalid`, `too_many_requests`
 */
export function authRoutes(auth: Auth, clientAddress: ClientAddress): Hono {
  const routes = new Hono();
  routes.all('/auth/*', async (c) => {
    const path = c.req.path.slice(AUTH_PATH.length);
    if (OPEN_ROUTES[path] !== c.req.method) throw new ConvotError('not_found', 'There is no such route.');
    const request = new Request(c.req.raw);
    request.headers.delete(CLIENT_ADDRESS_HEADER);
    const address = clientAddress(c.env);
    if (address) request.headers.set(CLIENT_ADDRESS_HEADER, address);
    const response = await auth.handler(request);
    if (response.ok) return response;
    throw refusal(response);
  });
  return routes;
}

/** The library's refusal in the protocol's words. */
function refusal({ status, headers }: Response): ConvotError {
  if (status === 429) {
    const retryAfterMs = Number(headers.get('X-Retry-After') ?? 1) * 1_000;
    return new ConvotError('too_many_requests', 'Too many attempts. Try again later.', { retryAfterMs });
  }
  if (status >= 500) return new ConvotError('internal', 'Signing in failed.');
  if (status !== 401) return new ConvotError('request_invalid', 'The account’s fields are not as they must be.');
  return new ConvotError('session_ended', 'The email or the password is wrong.', { reason: 'credentials_wrong' });
}

/** `GET /api/me` */
export function meRoutes(): Hono<AgentEnv> {
  return new Hono<AgentEnv>().get('/me', (c) => c.json(c.get('agent')));
}
