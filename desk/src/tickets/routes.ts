import { Hono } from 'hono';
import { z } from 'zod';
import type { AgentEnv } from '../auth/agent.js';
import { requireId } from '../conversations/index.js';
import type { Desk } from '../desk.js';
import { readBody, readQuery } from '../http/body.js';
import { listTickets, setTicketStatus } from './agent.js';

const status = z.enum(['open', 'pending', 'solved', 'closed']);
const query = z.object({
  before: z.coerce.number().int().positive().optional(),
  status: status.or(z.literal('')).optional(),
});
const change = z.strictObject({ status });

/** `/api/tickets…`: see the desk's wire. */
export function ticketRoutes(desk: Pick<Desk, 'db' | 'bus' | 'clock'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/tickets', async (c) => {
    const { before, status } = readQuery(c, query);
    const wanted = { before: before ?? null, status: status || null };
    return c.json({ tickets: await listTickets(desk, c.get('agent').organisation.id, wanted) });
  });

  routes.patch('/tickets/:id', async (c) => {
    const id = requireId(c.req.param('id'));
    const { status } = await readBody(c, change);
    return c.json(await setTicketStatus(desk, c.get('agent').organisation.id, id, status));
  });

  return routes;
}
