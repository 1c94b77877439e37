import { Hono } from 'hono';
import { type AgentEnv, requireOwner } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { readQuery } from '../http/body.js';
import { listAudit } from './list.js';
import { auditQuery } from './query.js';

/** `/api/audit`: see the desk's wire. */
export function auditRoutes({ db }: Pick<Desk, 'db'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();
  routes.get('/audit', requireOwner, async (c) => {
    const { after } = readQuery(c, auditQuery);
    return c.json(await listAudit(db, { organisationId: c.get('agent').organisation.id, after }));
  });
  return routes;
}
