import { ConvotError, type ErrorBody } from 'convot/protocol';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';

/** Largest body, in bytes: what a page's keepalive request may carry at most, and a little more. */
const BODY_BYTES = 65_536;

/** How long a browser remembers what it may send, in seconds. Chromium caps it at two hours. */
const PREFLIGHT_AGE_S = 7_200;

/** Shops live on any origin. No cookie is ever read, so none may be sent: the credential is in a header. */
export const anyOrigin: MiddlewareHandler = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'DELETE'],
  allowHeaders: ['Authorization', 'Content-Type', 'Last-Event-ID'],
  exposeHeaders: ['Retry-After'],
  maxAge: PREFLIGHT_AGE_S,
});

/** Answers are of one person: nothing between keeps them. A route that says otherwise is left alone. */
export const notStored: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};

export const limitedBody: MiddlewareHandler = bodyLimit({
  maxSize: BODY_BYTES,
  onError: () => {
    throw new ConvotError('too_large', `The body is larger than ${BODY_BYTES} bytes.`);
  },
});

const NOT_JSON: ErrorBody = { error: { code: 'request_invalid', message: 'The body must be application/json.' } };

/** A body, where there is one, is JSON and says so. */
export const jsonOnly: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('Content-Type');
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return c.json(NOT_JSON, 415);
  return next();
};
