import { Hono } from 'hono';
import { z } from 'zod';
import type { AgentEnv } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { readQuery, storableText } from '../http/body.js';
import { listContacts } from './list.js';
import { type ConversationsOf, loadProfile } from './profile.js';

const QUERY_CHARS = 200;
const search = z.object({ q: storableText(QUERY_CHARS).optional(), after: storableText(QUERY_CHARS).optional() });

/** `/api/contacts…`: see the desk's wire. */
export function contactRoutes(desk: Pick<Desk, 'db'> & { readonly conversationsOf: ConversationsOf }): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/contacts', async (c) =>
    c.json(await listContacts(desk.db, c.get('agent').organisation.id, readQuery(c, search))),
  );

  routes.get('/contacts/:id', async (c) => {
    const { organisation } = c.get('agent');
    return c.json(await loadProfile(desk.db, organisation.id, c.req.param('id'), desk.conversationsOf));
  });

  return routes;
}
