import { ConvotError } from 'convot/protocol';
import { Hono } from 'hono';
import { z } from 'zod';
import type { SecretKind } from '../../wire/index.js';
import { auditQuery, listAudit, recordAudit } from '../audit/index.js';
import { type AgentEnv, actorOf, requireOwner } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { readBody, readQuery, storableText } from '../http/body.js';
import { isIdentityEndpoint } from './endpoint.js';
import { endPreviousSecret, readSecrets, rotateSecret, SECRET_KINDS } from './secrets.js';
import { changeApp, createApp, findApp, listApps } from './store.js';

const NAME_CHARS = 100;

const name = storableText(NAME_CHARS).trim().min(1);
const newApp = z.strictObject({ name });
const change = z.strictObject({
  name: name.optional(),
  verification: z.enum(['off', 'optional', 'required']).optional(),
  identity_endpoint: z.string().refine(isIdentityEndpoint).nullable().optional(),
  own_namespace: z.boolean().optional(),
});

/** `/api/apps…`: see the desk's wire. Everybody may list; the rest is the owner's. */
export function appRoutes(desk: Pick<Desk, 'db' | 'vault' | 'clock'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/apps', async (c) => c.json({ apps: await listApps(desk.db, c.get('agent').organisation.id) }));

  routes.post('/apps', requireOwner, async (c) =>
    c.json(await createApp(desk, actorOf(c.get('agent')), await readBody(c, newApp)), 201),
  );

  routes.patch('/apps/:id', requireOwner, async (c) =>
    c.json(await changeApp(desk, actorOf(c.get('agent')), c.req.param('id'), await readBody(c, change))),
  );

  routes.get('/apps/:id/audit', requireOwner, async (c) => {
    const { after } = readQuery(c, auditQuery);
    const organisationId = c.get('agent').organisation.id;
    const app = await findApp(desk.db, organisationId, c.req.param('id'));
    return c.json(await listAudit(desk.db, { organisationId, appId: app.id, after }));
  });

  routes.post('/apps/:id/secrets/reveal', requireOwner, async (c) => {
    const actor = actorOf(c.get('agent'));
    const app = await findApp(desk.db, actor.organisationId, c.req.param('id'));
    await recordAudit(desk.db, actor, { appId: app.id, what: 'secrets_revealed', at: desk.clock() });
    return c.json({ secrets: await readSecrets(desk, desk.db, app.id) });
  });

  routes.post('/apps/:id/secrets/:kind/rotate', requireOwner, async (c) => {
    const actor = actorOf(c.get('agent'));
    const kind = readKind(c.req.param('kind'));
    const app = await findApp(desk.db, actor.organisationId, c.req.param('id'));
    const secrets = await desk.db.transaction(async (tx) => {
      await rotateSecret(desk, tx, app.id, kind);
      await recordAudit(tx, actor, { appId: app.id, what: 'secret_rotated', detail: kind, at: desk.clock() });
      return readSecrets(desk, tx, app.id);
    });
    return c.json({ secrets });
  });

  routes.delete('/apps/:id/secrets/:kind/previous', requireOwner, async (c) => {
    const actor = actorOf(c.get('agent'));
    const kind = readKind(c.req.param('kind'));
    const app = await findApp(desk.db, actor.organisationId, c.req.param('id'));
    const secrets = await desk.db.transaction(async (tx) => {
      const ended = await endPreviousSecret(tx, app.id, kind);
      const entry = { appId: app.id, what: 'secret_ended' as const, detail: kind, at: desk.clock() };
      if (ended) await recordAudit(tx, actor, entry);
      return readSecrets(desk, tx, app.id);
    });
    return c.json({ secrets });
  });

  return routes;
}

function readKind(text: string): SecretKind {
  const kind = SECRET_KINDS.find((one) => one === text);
  if (!kind) throw new ConvotError('not_found', 'There is no such kind of secret.');
  return kind;
}
