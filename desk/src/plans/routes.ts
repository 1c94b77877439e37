import { Hono } from 'hono';
import { z } from 'zod';
import type { ModelLabel, OrganisationPlan } from '../../wire/plans.js';
import { recordAudit } from '../audit/index.js';
import { type AgentEnv, actorOf, requireOwner } from '../auth/agent.js';
import type { Desk } from '../desk.js';
import { readBody } from '../http/body.js';
import type { Model } from '../model/index.js';
import { periodOf, shownCredits, usedTokens } from './credits.js';
import { MOST_CREDITS, OFFERS, TOKENS_PER_CREDIT } from './offers.js';
import { readPlan, writePlan } from './store.js';

const change = z.strictObject({
  plan: z.enum(['free', 'business']).optional(),
  monthly_credits: z.number().int().min(0).max(MOST_CREDITS).nullable().optional(),
});

/** `/api/plan`: see the desk's wire. Everybody may read it, the owner changes it. */
export function planRoutes(desk: Pick<Desk, 'db' | 'clock' | 'model'>): Hono<AgentEnv> {
  const routes = new Hono<AgentEnv>();

  routes.get('/plan', async (c) => c.json(await planView(desk, c.get('agent').organisation.id)));

  routes.put('/plan', requireOwner, async (c) => {
    const actor = actorOf(c.get('agent'));
    const { plan, monthly_credits } = await readBody(c, change);
    const at = desk.clock();
    await desk.db.transaction(async (tx) => {
      await writePlan(tx, actor.organisationId, { plan, monthlyCredits: monthly_credits }, at);
      const named = [plan === undefined ? null : 'plan', monthly_credits === undefined ? null : 'monthly_credits'];
      const detail = named.filter((name) => name !== null).join(', ');
      await recordAudit(tx, actor, { appId: null, what: 'plan_changed', detail, at });
    });
    return c.json(await planView(desk, actor.organisationId));
  });

  return routes;
}

async function planView(
  { db, clock, model }: Pick<Desk, 'db' | 'clock' | 'model'>,
  organisationId: string,
): Promise<OrganisationPlan> {
  const now = clock();
  const period = periodOf(now);
  const { plan, features, monthlyCredits, hasOwnCredits } = await readPlan(db, organisationId);
  const tokens = await usedTokens(db, organisationId, period);
  return {
    plan,
    features,
    monthly_credits: monthlyCredits,
    has_own_credits: hasOwnCredits,
    used_credits: shownCredits(tokens),
    left_credits: Math.max(0, shownCredits(monthlyCredits * TOKENS_PER_CREDIT - tokens)),
    tokens_per_credit: TOKENS_PER_CREDIT,
    period,
    renews_at: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString(),
    offers: OFFERS,
    model: modelLabel(model),
  };
}

/** The model for people's eyes: without its path, and without its key. */
export function modelLabel(model: Model | null): ModelLabel | null {
  return model && { name: model.name, host: model.host };
}
