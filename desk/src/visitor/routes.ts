import { CHAT_ROUTES, ConvotError, VISITOR_ROUTES } from 'convot/protocol';
import { readMessageDraft, readOpenRequest, readPush, readStart, readTicketForm } from 'convot/protocol/schemas';
import { type Context, Hono } from 'hono';
import { loadPublicSettings } from '../apps/index.js';
import {
  listConversations,
  listMessages,
  markReadByVisitor,
  requireId,
  sendMessage,
  startConversation,
  unreadOf,
} from '../conversations/index.js';
import { pushEntries } from '../custom-data/index.js';
import type { Desk } from '../desk.js';
import { readJson } from '../http/body.js';
import { answerErrors, answerNotFound } from '../http/errors.js';
import { authenticate, bearer, closeSession, openSession, type VisitorSession } from '../sessions/index.js';
import { submitTicket } from '../tickets/index.js';
import { anyOrigin, jsonOnly, limitedBody, notStored } from './guards.js';
import { streamSession } from './stream.js';

/** How long a browser may go on with what it knows of an app, in seconds. */
const SETTINGS_AGE_S = 300;

/** The visitor's half of the desk: `/v1/…`, the paths of the protocol's `VISITOR_ROUTES` and `CHAT_ROUTES`. */
export function visitorRoutes(desk: Desk): Hono {
  const routes = new Hono();
  routes.use('/v1/*', anyOrigin, notStored, limitedBody, jsonOnly);
  routes.onError(answerErrors(desk.log));
  routes.notFound(answerNotFound);
  sessionRoutes(routes, desk);
  conversationRoutes(routes, desk);
  return routes;
}

function sessionRoutes(routes: Hono, desk: Desk): void {
  routes.get(pattern(VISITOR_ROUTES.app(':app', 'settings')), async (c) => {
    const settings = await loadPublicSettings(desk.db, appOf(c));
    return c.json(settings, 200, { 'Cache-Control': `public, max-age=${SETTINGS_AGE_S}` });
  });

  routes.post(pattern(VISITOR_ROUTES.app(':app', 'sessions')), async (c) =>
    c.json(await openSession(desk, appOf(c), readOpenRequest(await readJson(c))), 201),
  );

  routes.delete(VISITOR_ROUTES.session, async (c) => {
    const credential = bearer(c.req.header('Authorization') ?? null);
    if (credential !== null) await closeSession(desk, credential);
    return c.json({});
  });

  routes.post(VISITOR_ROUTES.patches, async (c) => {
    const session = await sessionOf(desk, c);
    return c.json(await pushEntries(desk, session, readPush(await readJson(c))));
  });

  routes.get(VISITOR_ROUTES.unread, async (c) => c.json({ unread: await unreadOf(desk.db, await sessionOf(desk, c)) }));

  routes.get(CHAT_ROUTES.stream, async (c) => streamSession(desk, await sessionOf(desk, c), c.req.raw));
}

function conversationRoutes(routes: Hono, desk: Desk): void {
  routes.get(CHAT_ROUTES.conversations, async (c) =>
    c.json({ conversations: await listConversations(desk, await sessionOf(desk, c)) }),
  );

  routes.post(CHAT_ROUTES.conversations, async (c) => {
    const session = await sessionOf(desk, c);
    const { message } = readStart(await readJson(c));
    return c.json(await startConversation(desk, session, message), 201);
  });

  routes.get(pattern(CHAT_ROUTES.messages(':id')), async (c) => {
    const session = await sessionOf(desk, c);
    return c.json({ messages: await listMessages(desk, session, idOf(c)) });
  });

  routes.post(pattern(CHAT_ROUTES.messages(':id')), async (c) => {
    const session = await sessionOf(desk, c);
    const draft = readMessageDraft(await readJson(c));
    return c.json(await sendMessage(desk, session, idOf(c), draft), 201);
  });

  routes.post(pattern(CHAT_ROUTES.read(':id')), async (c) => {
    await markReadByVisitor(desk, await sessionOf(desk, c), idOf(c));
    return c.json({});
  });

  routes.post(pattern(CHAT_ROUTES.ticket(':id')), async (c) => {
    const session = await sessionOf(desk, c);
    const form = readTicketForm(await readJson(c));
    return c.json(await submitTicket(desk, session, idOf(c), form), 201);
  });
}

/** The protocol writes a path with its parameters escaped; the router wants them as they are. */
function pattern(path: string): string {
  return decodeURIComponent(path);
}

/** @throws ConvotError `session_ended` */
function sessionOf(desk: Desk, c: Context): Promise<VisitorSession> {
  return authenticate(desk, c.req.header('Authorization') ?? null);
}

/** An app's id; what can't be one never reaches the database. @throws ConvotError `not_found` */
function appOf(c: Context): string {
  const id = c.req.param('app') ?? '';
  if (/^[\w-]{1,64}$/.test(id)) return id;
  throw new ConvotError('not_found', 'There is no app of this id.');
}

/** @throws ConvotError `not_found` */
function idOf(c: Context): string {
  return requireId(c.req.param('id') ?? '');
}
