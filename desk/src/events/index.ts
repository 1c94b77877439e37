export { agentStreamRoutes } from './agent-routes.js';
export { type Bus, type BusListener, type BusMessage, createLocalBus } from './bus.js';
export { follow, type Step } from './follow.js';
export { type Inbox, openInbox, type Received } from './inbox.js';
export { EVENT_AGE_MS, pruneEvents } from './prune.js';
export { type Emit, transact } from './record.js';
export {
  type OrganisationScope,
  organisationScope,
  type Scope,
  sessionEndedTopic,
  type VisitorScope,
  visitorScope,
} from './scopes.js';
export { lastEventId, type Note, type SseOptions, sseResponse } from './sse.js';
