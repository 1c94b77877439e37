export { type Credits, creditsOf, periodOf, shownCredits, usedTokens } from './credits.js';
export { TOKENS_PER_CREDIT } from './offers.js';
export { modelLabel, planRoutes } from './routes.js';
export { readPlan, type StoredPlan, type StoredPlanChange, writePlan } from './store.js';
