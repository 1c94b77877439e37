import { eq } from 'drizzle-orm';
import type { PlanFeature, PlanName } from '../../wire/plans.js';
import { type Db, schema, type Tx } from '../database/index.js';
import { DEFAULT_PLAN, offerOf } from './offers.js';

const { organisationPlans } = schema;

/** What an organisation has. */
export interface StoredPlan {
  readonly plan: PlanName;
  readonly features: readonly PlanFeature[];
  readonly monthlyCredits: number;
  /** Its own number, instead of the plan's. */
  readonly hasOwnCredits: boolean;
}

export async function readPlan(db: Db | Tx, organisationId: string): Promise<StoredPlan> {
  const [row] = await db.select().from(organisationPlans).where(eq(organisationPlans.organisationId, organisationId));
  const offer = offerOf(row?.plan ?? DEFAULT_PLAN);
  const own = row?.monthlyCredits ?? null;
  return {
    plan: offer.name,
    features: offer.features,
    monthlyCredits: own ?? offer.monthly_credits,
    hasOwnCredits: own !== null,
  };
}

/** What is undefined stays. */
export interface StoredPlanChange {
  readonly plan?: PlanName | undefined;
  /** Null: the plan's number. */
  readonly monthlyCredits?: number | null | undefined;
}

export async function writePlan(
  tx: Db | Tx,
  organisationId: string,
  change: StoredPlanChange,
  updatedAt: Date,
): Promise<void> {
  const set = { ...defined(change), updatedAt };
  await tx
    .insert(organisationPlans)
    .values({ plan: DEFAULT_PLAN, ...set, organisationId })
    .onConflictDoUpdate({ target: organisationPlans.organisationId, set });
}

function defined({ plan, monthlyCredits }: StoredPlanChange) {
  return { ...(plan !== undefined && { plan }), ...(monthlyCredits !== undefined && { monthlyCredits }) };
}
