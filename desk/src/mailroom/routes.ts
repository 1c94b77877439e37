import { Hono } from 'hono';
import { z } from 'zod';
import { type AgentEnv, actorOf, requireOwner } from '../auth/agent.js';
import { requireId } from '../conversations/index.js';
import type { Desk } from '../desk.js';
import { readBody, storableText } from '../http/body.js';
import { resendAnswer } from './answer.js';
import { type Download, emailPage, readAttachment, readRawMail, retryReading } from './page.js';
import { changeEmailSettings } from './settings.js';

/** Longer than any limit of the rules, which name the field; these only keep the database safe. */
const FIELD_CHARS = 500;
const LIST_ENTRIES = 100;

const texts = z.array(storableText(FIELD_CHARS)).max(LIST_ENTRIES);
const change = z.strictObject({
  enabled: z.boolean().optional(),
  inboxes: texts.optional(),
  display_name: storableText(FIELD_CHARS).optional(),
  trusted_receivers: texts.optional(),
  spam_headers: texts.optional(),
});

type Parts = Pick<Desk, 'db' | 'bus' | 'clock' | 'jobs' | 'mail'> & { readonly url: string };

/** `/api/apps/:id/email` for the owner; attachments, raw mails and sending again for every agent: see the desk's wire. */
export function emailRoutes(desk: Parts): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/apps/:id/email', requireOwner, async (c) =>
    c.json(await emailPage(desk, c.get('agent').organisation.id, c.req.param('id'))),
  );

  routes.put('/apps/:id/email', requireOwner, async (c) => {
    const appId = c.req.param('id');
    const wanted = Object.fromEntries(
      Object.entries(await readBody(c, change)).filter(([, value]) => value !== undefined),
    );
    const faults = await changeEmailSettings(desk, actorOf(c.get('agent')), appId, wanted);
    if (faults.length === 0) return c.json(await emailPage(desk, c.get('agent').organisation.id, appId));
    const fields = [...new Set(faults.map(({ field }) => field))].join(', ');
    const message = `Nothing was stored: see the fields ${fields}.`;
    return c.json({ error: { code: 'request_invalid', message, reason: 'settings_invalid' }, faults }, 400);
  });

  routes.post('/emails/:id/retry', requireOwner, async (c) => {
    await retryReading(desk, c.get('agent').organisation.id, requireId(c.req.param('id')));
    return c.body(null, 204);
  });

  routes.get('/emails/:id/raw', async (c) =>
    download(await readRawMail(desk.db, c.get('agent').organisation.id, requireId(c.req.param('id')))),
  );

  routes.get('/attachments/:id', async (c) =>
    download(await readAttachment(desk.db, c.get('agent').organisation.id, requireId(c.req.param('id')))),
  );

  routes.post('/messages/:id/resend', async (c) => {
    await resendAnswer(desk, c.get('agent').organisation.id, requireId(c.req.param('id')));
    return c.body(null, 204);
  });

  return routes;
}

/**
 * Whoever sent the mail chose these bytes: a browser saves them and never shows or runs them, whatever type they claim.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6266
 */
function download({ name, bytes }: Download): Response {
  const ascii = name.replace(/[^\w .-]/g, '_');
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
