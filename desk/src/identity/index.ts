export { type AppRules, loadAppRules } from './app-rules.js';
export { type ClaimFact, noteEmailSender, writeClaimFacts } from './claim-facts.js';
export { type Decision, decide } from './decide.js';
export { forgetSilent } from './forget.js';
export { personHandle } from './handle.js';
export { type AppContact, namespaceOf, resolveAppContact } from './resolve.js';
export { storable, storableText } from './storable.js';
export { integrationsPlace, writeTokenFacts } from './token-facts.js';
