import { readMessageDraft } from 'convot/protocol/schemas';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { AgentEnv } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { readJson, readQuery } from '../http/body.js';
import { type Agent, answerConversation, listInbox, markReadByAgent, readPage } from './agent.js';
import { requireId } from './ids.js';

const query = z.object({
  before: z.iso.datetime({ offset: true }).optional(),
  filter: z.enum(['all', 'tickets']).default('all'),
});

/** `/api/conversations…`: see the desk's wire. */
export function conversationRoutes(desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'mail' | 'jobs'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/conversations', async (c) => {
    const { before, filter } = readQuery(c, query);
    const wanted = { before: before === undefined ? null : new Date(before), filter };
    return c.json({ conversations: await listInbox(desk, agentOf(c).organisationId, wanted) });
  });

  routes.get('/conversations/:id', async (c) =>
    c.json(await readPage(desk, agentOf(c).organisationId, requireId(c.req.param('id')))),
  );

  routes.post('/conversations/:id/messages', async (c) => {
    const id = requireId(c.req.param('id'));
    return c.json(await answerConversation(desk, agentOf(c), id, readMessageDraft(await readJson(c))), 201);
  });

  routes.post('/conversations/:id/read', async (c) => {
    await markReadByAgent(desk, agentOf(c).organisationId, requireId(c.req.param('id')));
    return c.body(null, 204);
  });

  return routes;
}

function agentOf(c: Context<AgentEnv>): Agent {
  const { organisation, user } = c.get('agent');
  return { organisationId: organisation.id, userId: user.id, name: user.name };
}
