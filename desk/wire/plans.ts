/**
 * An organisation's plan and its monthly AI credits. Nothing is paid for: the owner says what the organisation has.
 */

export type PlanName = 'free' | 'business';

/** What a plan may include. */
export type PlanFeature = 'customer_context';

/** A plan that can be had. */
export interface PlanOffer {
  readonly name: PlanName;
  readonly features: readonly PlanFeature[];
  /** AI credits a month, unless the organisation has its own number. */
  readonly monthly_credits: number;
}

/**
 * `GET /api/plan`: everybody may read it. `PUT /api/plan` takes a {@link PlanChange} (owner) and answers the same.
 */
export interface OrganisationPlan {
  readonly plan: PlanName;
  readonly features: readonly PlanFeature[];
  readonly monthly_credits: number;
  /** The organisation's own number, instead of the plan's. */
  readonly has_own_credits: boolean;
  /** Up to now in this month, rounded to hundredths. May pass `monthly_credits` by the call that was under way. */
  readonly used_credits: number;
  /** Never below 0. */
  readonly left_credits: number;
  /** Tokens that one credit pays for, in and out together. */
  readonly tokens_per_credit: number;
  /** The month, UTC, as `2026-11`. */
  readonly period: string;
  /** ISO 8601, UTC: when the next month's credits begin. */
  readonly renews_at: string;
  /** All plans. */
  readonly offers: readonly PlanOffer[];
  /** The language model that credits are spent on; `null` when none is configured. */
  readonly model: ModelLabel | null;
}

/** What is absent stays. `monthly_credits: null` goes back to the plan's number. */
export interface PlanChange {
  readonly plan?: PlanName;
  /** 0 to 1,000,000, whole. */
  readonly monthly_credits?: number | null;
}

/** Which model is configured, for people's eyes. */
export interface ModelLabel {
  readonly name: string;
  /** Of its server. */
  readonly host: string;
}
