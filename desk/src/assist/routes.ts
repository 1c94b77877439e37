import { Hono } from 'hono';
import { z } from 'zod';
import { DRAFT_CHARS, DRAFT_LANGUAGES, type SuggestionEvent } from '../../wire/assist.js';
import type { AgentEnv } from '../auth/agent.js';
import { requireId } from '../conversations/index.js';
import type { Desk } from '../desk.js';
import { type Note, sseResponse } from '../events/index.js';
import { readBody, storableText } from '../http/body.js';
import { assistOfTicket, repeatAnalysis } from './analyses.js';
import { requireTicket } from './material.js';
import { type SuggestingDesk, suggest } from './suggest.js';
import { takeTurn } from './turns.js';

const draft = storableText(DRAFT_CHARS).min(1);
const wish = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('suggest') }),
  z.strictObject({ what: z.enum(['regenerate', 'shorter', 'friendlier']), draft }),
  z.strictObject({ what: z.literal('translate'), draft, language: z.enum(DRAFT_LANGUAGES) }),
]);

/** `/api/tickets/:id/analysis` and `/api/tickets/:id/suggestion`: see the desk's wire. */
export function assistRoutes(desk: SuggestingDesk & Pick<Desk, 'jobs'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/tickets/:id/analysis', async (c) => {
    const id = requireId(c.req.param('id'));
    return c.json(await assistOfTicket(desk, c.get('agent').organisation.id, id));
  });

  routes.post('/tickets/:id/analysis', async (c) => {
    const id = requireId(c.req.param('id'));
    const { organisation } = c.get('agent');
    await repeatAnalysis(desk, organisation.id, id);
    return c.json(await assistOfTicket(desk, organisation.id, id), 202);
  });

  routes.post('/tickets/:id/suggestion', async (c) => {
    const { organisation, user } = c.get('agent');
    const ticket = await requireTicket(desk.db, organisation.id, requireId(c.req.param('id')));
    const wanted = await readBody(c, wish);
    const turn = takeTurn(desk.bus, user.id, ticket.id);
    const left = new AbortController();
    const signal = AbortSignal.any([left.signal, c.req.raw.signal, desk.bus.closed]);
    return sseResponse(notes(suggest(desk, { ticket, wish: wanted, turn, signal })), {
      farewell: () => null,
      onEnd() {
        turn.end();
        left.abort();
      },
    });
  });

  return routes;
}

async function* notes(events: AsyncGenerator<SuggestionEvent, void, void>): AsyncGenerator<Note, void, void> {
  for await (const event of events) yield { kind: 'note', data: JSON.stringify(event) };
}
