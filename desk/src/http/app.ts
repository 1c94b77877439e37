import { ConvotError } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { appRoutes } from '../apps/index.js';
import { assistRoutes } from '../assist/index.js';
import { auditRoutes } from '../audit/routes.js';
import { type AgentEnv, type Auth, agentGuard, authRoutes, type ClientAddress, meRoutes } from '../auth/index.js';
import { contactRoutes } from '../contacts/index.js';
import { conversationRoutes, conversationRows, readConversations } from '../conversations/index.js';
import { schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { agentStreamRoutes } from '../events/index.js';
import { lookupRoutes } from '../lookups/index.js';
import { emailRoutes, postRoutes } from '../mailroom/index.js';
import { planRoutes } from '../plans/index.js';
import { ticketRoutes } from '../tickets/index.js';
import { visitorRoutes } from '../visitor/index.js';
import { answerErrors, answerNotFound } from './errors.js';
import type { BuiltFiles } from './files.js';
import { securityHeaders } from './headers.js';
import { sameOrigin } from './same-origin.js';
import { staticRoutes } from './static.js';

/** Largest body of the agent's API, in bytes: a message of 8,000 characters, escaped, and room. */
const BODY_BYTES = 65_536;

/** What the HTTP side needs beyond the rooms' own parts. */
export interface HttpDesk extends Desk {
  readonly auth: Auth;
  /** The public address, as `https://desk.example`. */
  readonly url: string;
  readonly built: { readonly web: BuiltFiles; readonly widget: BuiltFiles };
  readonly clientAddress: ClientAddress;
}

/** The whole desk as a function from `Request` to `Response`. Nothing of a request is logged. */
export function createHttp(desk: HttpDesk): Hono {
  const http = new Hono();
  http.onError(answerErrors(desk.log));
  http.notFound(answerNotFound);
  http.use(securityHeaders(desk.url.startsWith('https:')));
  http.use(refuseNul);
  http.route('/', visitorRoutes(desk));
  http.route('/', postRoutes(desk));
  http.use('/api/*', sameOrigin, limitedBody);
  http.route('/api', authRoutes(desk.auth, desk.clientAddress));
  http.route('/api', agentRoutes(desk));
  http.route('/', staticRoutes(desk.built));
  return http;
}

function agentRoutes(desk: HttpDesk): Hono<AgentEnv> {
  const conversationsOf = async (appContactId: string) =>
    conversationRows(desk.db, await readConversations(desk.db, eq(schema.conversations.appContactId, appContactId)));
  const routes = new Hono<AgentEnv>();
  routes.use(agentGuard(desk.auth, desk.db));
  routes.route('/', meRoutes());
  routes.route('/', appRoutes(desk));
  routes.route('/', contactRoutes({ db: desk.db, conversationsOf }));
  routes.route('/', conversationRoutes(desk));
  routes.route('/', ticketRoutes(desk));
  routes.route('/', lookupRoutes(desk));
  routes.route('/', assistRoutes(desk));
  routes.route('/', emailRoutes(desk));
  routes.route('/', planRoutes(desk));
  routes.route('/', auditRoutes(desk));
  routes.route('/', agentStreamRoutes(desk));
  return routes;
}

const limitedBody = bodyLimit({
  maxSize: BODY_BYTES,
  onError: () => {
    throw new ConvotError('too_large', `The body is larger than ${BODY_BYTES} bytes.`);
  },
});

/** No id holds a NUL, and PostgreSQL refuses a text that does. */
const refuseNul = async (c: { req: { path: string } }, next: () => Promise<void>) => {
  if (/%00|\0/.test(c.req.path)) throw new ConvotError('not_found', 'There is nothing at this address.');
  await next();
};
