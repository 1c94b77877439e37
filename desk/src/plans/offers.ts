import type { PlanName, PlanOffer } from '../../wire/plans.js';

/** What an organisation has that never chose. */
export const DEFAULT_PLAN: PlanName = 'free';

/** Tokens that one credit pays for, in and out together. */
export const TOKENS_PER_CREDIT = 1_000;

/** Most credits that an owner can give the organisation a month. */
export const MOST_CREDITS = 1_000_000;

/** All plans. A lookup takes two questions, so about one or two credits. */
export const OFFERS: readonly PlanOffer[] = [
  { name: 'free', features: [], monthly_credits: 100 },
  { name: 'business', features: ['customer_context'], monthly_credits: 10_000 },
];

export function offerOf(plan: PlanName): PlanOffer {
  const offer = OFFERS.find(({ name }) => name === plan);
  if (!offer) throw new TypeError('A plan is stored that this desk does not have.');
  return offer;
}
