import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { LookupSecretKind, LookupTest } from '../../wire/lookups.js';
import { recordAudit } from '../audit/index.js';
import { type AgentEnv, actorOf, requireOwner } from '../auth/agent.js';
import { requireId } from '../conversations/index.js';
import type { Desk } from '../desk.js';
import { readBody, storableText } from '../http/body.js';
import { periodOf, readPlan, shownCredits, TOKENS_PER_CREDIT, usedTokens } from '../plans/index.js';
import { readInstructions } from './instructions/index.js';
import { lookupOfTicket } from './of-ticket.js';
import { refreshLookup } from './runs.js';
import { changeSettings, forget, readSettings, requireApp, restorePrevious, settingsPage } from './settings-store.js';
import { type LookupDesk, performLookup } from './worker.js';

/** Longer than any limit of the rules, which name the field; this one only keeps the database safe. */
const FIELD_CHARS = 20_000;
const SAMPLE_SUBJECT_CHARS = 1_000;
const SAMPLE_BODY_CHARS = 20_000;
const EMAIL_CHARS = 320;

const text = storableText(FIELD_CHARS);
const change = z.strictObject({
  enabled: z.boolean().optional(),
  method: z.enum(['GET', 'POST']).optional(),
  url: text.trim().optional(),
  parameter: text.trim().optional(),
  identify: text.optional(),
  show: text.optional(),
  exclude_unconfirmed: z.boolean().optional(),
  token: text.trim().optional(),
  signing_secret: text.trim().optional(),
});
const sample = z.strictObject({
  subject: storableText(SAMPLE_SUBJECT_CHARS),
  body: storableText(SAMPLE_BODY_CHARS),
  sender_email: storableText(EMAIL_CHARS).optional(),
});

/** `/api/apps/:id/lookup…` for the owner, `/api/tickets/:id/lookup…` for every agent: see the desk's wire. */
export function lookupRoutes(desk: LookupDesk & Pick<Desk, 'jobs'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();
  const page = async (c: Context<AgentEnv>, appId: string) =>
    c.json(await settingsPage(desk, c.get('agent').organisation.id, appId));

  routes.get('/apps/:id/lookup', requireOwner, (c) => page(c, c.req.param('id')));

  routes.put('/apps/:id/lookup', requireOwner, async (c) => {
    const appId = c.req.param('id');
    const wanted = defined(await readBody(c, change));
    const faults = await changeSettings(desk, actorOf(c.get('agent')), appId, wanted);
    if (faults.length === 0) return page(c, appId);
    const fields = faults.map(({ field }) => field).join(', ');
    const message = `Nothing was stored: see the fields ${fields}.`;
    return c.json({ error: { code: 'request_invalid', message, reason: 'settings_invalid' }, faults }, 400);
  });

  routes.post('/apps/:id/lookup/token/restore', requireOwner, async (c) => {
    await restorePrevious(desk, actorOf(c.get('agent')), c.req.param('id'), 'token');
    return page(c, c.req.param('id'));
  });

  routes.delete('/apps/:id/lookup/:kind{token|signing_secret}/previous', requireOwner, async (c) => {
    await forget(desk, actorOf(c.get('agent')), c.req.param('id'), kindOf(c.req.param('kind')), 'previous');
    return page(c, c.req.param('id'));
  });

  routes.delete('/apps/:id/lookup/:kind{token|signing_secret}', requireOwner, async (c) => {
    await forget(desk, actorOf(c.get('agent')), c.req.param('id'), kindOf(c.req.param('kind')), 'all');
    return page(c, c.req.param('id'));
  });

  routes.post('/apps/:id/lookup/test', requireOwner, async (c) => {
    const appId = c.req.param('id');
    const actor = actorOf(c.get('agent'));
    const given = await readBody(c, sample);
    await requireApp(desk.db, actor.organisationId, appId);
    await recordAudit(desk.db, actor, { appId, what: 'lookup_tested', at: desk.clock() });
    return c.json(await testLookup(desk, actor.organisationId, appId, given));
  });

  routes.get('/tickets/:id/lookup', async (c) => {
    const id = requireId(c.req.param('id'));
    return c.json(await lookupOfTicket(desk.db, c.get('agent').organisation.id, id));
  });

  routes.post('/tickets/:id/lookup/refresh', async (c) => {
    const id = requireId(c.req.param('id'));
    const { organisation, user } = c.get('agent');
    await refreshLookup(desk, organisation.id, user.id, id);
    return c.json(await lookupOfTicket(desk.db, organisation.id, id), 202);
  });

  return routes;
}

async function testLookup(
  desk: LookupDesk,
  organisationId: string,
  appId: string,
  { subject, body, sender_email }: z.output<typeof sample>,
): Promise<LookupTest> {
  const sender = { email: sender_email ?? null, externalId: null, verified: [] };
  const { result, caller, tokens } = await performLookup(desk, {
    organisationId,
    appId,
    mail: { subject, body, from: sender.email },
    sender,
    isTest: true,
  });
  const { settings } = await readSettings(desk.db, appId);
  const { monthlyCredits } = await readPlan(desk.db, organisationId);
  const used = await usedTokens(desk.db, organisationId, periodOf(desk.clock()));
  const left = Math.max(0, monthlyCredits * TOKENS_PER_CREDIT - used);
  return {
    result,
    reading: readInstructions(settings.identify),
    call: caller.told(),
    credits: { used: shownCredits(tokens), left: shownCredits(left) },
  };
}

function kindOf(text: string): LookupSecretKind {
  return text === 'token' ? 'token' : 'signing_secret';
}

/** Without the fields that are undefined, which mean the same as absent ones. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
