import type { PlanFeature, PlanName } from '../../wire/plans.js';

/** The texts of Settings → Plan. */
export const planTexts = {
  title: 'Plan',
  hint: 'What your organisation has. Nothing is paid for here: an owner says which plan it is.',
  names: { free: 'Free', business: 'Business' } satisfies Record<PlanName, string>,
  features: { customer_context: 'Customer Context' } satisfies Record<PlanFeature, string>,
  no_features: 'Chat, tickets, contacts and email',
  credits_a_month: (credits: string) => `${credits} AI credits a month`,
  current: 'Your plan',
  choose: (plan: string) => `Change to ${plan}`,
  choose_title: (plan: string) => `Change to ${plan}?`,
  upgrade_body: 'What the plan includes can be used at once.',
  downgrade_body: 'Customer Context stops for every app. Its settings are kept for your return.',
  usage: 'AI credits this month',
  used_of: (used: string, all: string) => `${used} of ${all} used`,
  left: (left: string) => `${left} left`,
  renews: (date: string) => `New credits on ${date}.`,
  period: (month: string) => `Usage of ${month}`,
  exhausted: 'They are used up: lookups are skipped until new ones begin, and no AI is asked.',
  per_credit: (tokens: string) => `One credit pays for ${tokens} tokens, in and out together.`,
  no_model: 'No model configured: nothing uses credits.',
  model: (name: string, host: string) => `Spent on ${name} at ${host}.`,
  own: 'Credits a month',
  own_hint: 'A number of your own instead of the plan’s. Blank: the plan’s.',
  own_invalid: 'Enter a whole number from 0 to 1,000,000, or nothing.',
  members: 'Only owners of your organisation can change the plan.',
} as const;
