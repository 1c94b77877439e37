import { createHash, timingSafeEqual } from 'node:crypto';
import { ConvotError, type ErrorBody } from 'convot/protocol';
import { Hono } from 'hono';
import { secretsOf } from '../apps/index.js';
import type { Desk } from '../desk.js';
import { readInboundPost } from '../email/index.js';
import { createSlots } from '../email/slots.js';
import { storeEmail } from './receive.js';
import { readEmailSettings } from './settings.js';

/** Mails that are held in memory at a time, in all and of one app; a form of one is there twice. */
const POSTS_AT_ONCE = { all: 4, each: 2 };

/** Ends as Mailgun wants the address of raw mails to end. */
export const POST_PATH = '/email/:app/mime';

const REFUSED: ErrorBody = {
  error: { code: 'forbidden', message: 'The Authorization header does not hold this app’s secret for mails.' },
};

/** `POST /email/:app/mime`: a raw mail from an inbound-mail service. 200 means that it is stored. */
export function postRoutes(desk: Pick<Desk, 'db' | 'vault' | 'clock' | 'jobs'>): Hono {
  const routes = new Hono();
  const slots = createSlots(POSTS_AT_ONCE);

  routes.post(POST_PATH, async (c) => {
    const appId = c.req.param('app');
    const isKnown = /^[\w-]{1,64}$/.test(appId) && (await isAllowed(desk, appId, c.req.header('Authorization') ?? ''));
    // Some services send what they know only when they are asked for it.
    if (!isKnown) return c.json(REFUSED, 401, { 'WWW-Authenticate': 'Basic realm="mail"' });
    return slots.run(appId, async () => {
      const { enabled, inboxes } = await readEmailSettings(desk.db, appId);
      const [first] = inboxes;
      if (!enabled || first === undefined) {
        throw new ConvotError('forbidden', 'Email is not enabled for this app.', { reason: 'email_disabled' });
      }
      const received = await readInboundPost(c.req.raw);
      const inbox = received.envelope.to.find((address) => inboxes.includes(address)) ?? first;
      await storeEmail(desk, received, { via: 'post', isGuarded: true }, [{ appId, inbox }]);
      return c.json({ stored: true });
    });
  });

  return routes;
}

/** The address as an owner enters it at a service. */
export function postUrl(deskUrl: string, appId: string): string {
  return deskUrl + POST_PATH.replace(':app', encodeURIComponent(appId));
}

/** As a bearer, or as the password of basic authentication, which services take in an address's `user:password@`. */
async function isAllowed(desk: Pick<Desk, 'db' | 'vault'>, appId: string, header: string): Promise<boolean> {
  const given = secretIn(header);
  if (given === null) return false;
  const secrets = await secretsOf(desk, appId, 'email_secret');
  return secrets.filter(({ value }) => timingSafeEqual(hash(value), hash(given))).length > 0;
}

function secretIn(header: string): string | null {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(header) ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null;
}

/** Of one length, so that they can be compared in constant time. */
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
