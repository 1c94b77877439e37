import { and, eq, sql } from 'drizzle-orm';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import type { Usage } from '../model/index.js';
import { TOKENS_PER_CREDIT } from './offers.js';
import { readPlan } from './store.js';

const { modelUsage } = schema;

/** An organisation's credits, for whoever asks the model on its behalf. */
export interface Credits {
  /** Whether any are left of this month's; asked before the model is. */
  readonly left: () => Promise<boolean>;
  /** Counts what a call cost, at once: it is spent, whatever becomes of the work that it was for. */
  readonly spend: (usage: Usage) => Promise<void>;
}

export function creditsOf({ db, clock }: Pick<Desk, 'db' | 'clock'>, organisationId: string): Credits {
  return {
    left: async () => {
      const { monthlyCredits } = await readPlan(db, organisationId);
      return (await usedTokens(db, organisationId, periodOf(clock()))) < monthlyCredits * TOKENS_PER_CREDIT;
    },
    spend: async ({ inputTokens, outputTokens }) => {
      const tokens = inputTokens + outputTokens;
      await db
        .insert(modelUsage)
        .values({ organisationId, period: periodOf(clock()), tokens })
        .onConflictDoUpdate({
          target: [modelUsage.organisationId, modelUsage.period],
          set: { tokens: sql`${modelUsage.tokens} + excluded.tokens` },
        });
    },
  };
}

export async function usedTokens(db: Db | Tx, organisationId: string, period: string): Promise<number> {
  const [row] = await db
    .select({ tokens: modelUsage.tokens })
    .from(modelUsage)
    .where(and(eq(modelUsage.organisationId, organisationId), eq(modelUsage.period, period)));
  return row?.tokens ?? 0;
}

/** Credits for people's eyes, rounded to hundredths. */
export function shownCredits(tokens: number): number {
  return Math.round((tokens / TOKENS_PER_CREDIT) * 100) / 100;
}

/** The month that a time is in, UTC, as `2026-11`. */
export function periodOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}
