export { ConfigurationError, type ConfigurationErrorCode } from '../proof/configuration.js';
export { type HashedPerson, userHash } from '../proof/hash.js';
export { makeIdentityKey, makeVerificationSecret } from '../proof/keys.js';
export type { IdentityPayload } from '../proof/seal.js';
export { type IdentityRouteOptions, identityRoute } from './identity-route.js';
