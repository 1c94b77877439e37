export { ensureAccount, ensureMember, ensureOrganisation, type NewAccount } from './accounts.js';
export { type Agent, type AgentEnv, actorOf, requireOwner } from './agent.js';
export { type Auth, createAuth, type PasswordHashing } from './auth.js';
export { agentGuard } from './guard.js';
export { authRoutes, type ClientAddress, meRoutes } from './routes.js';
