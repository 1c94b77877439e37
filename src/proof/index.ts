export { makeBearerToken, readBearerToken } from './bearer.js';
export { ConfigurationError, type ConfigurationErrorCode } from './configuration.js';
export { type HashedPerson, userHash, verifyUserHash } from './hash.js';
export {
  makeIdentityKey,
  makeSigningSecret,
  makeVerificationSecret,
  readIdentityKey,
  readSigningSecret,
  readVerificationSecret,
} from './keys.js';
export { type IdentityKey, type OpenOptions, openToken } from './open.js';
export type { OpenedToken } from './payload.js';
export { TOKEN_REFUSALS, type TokenRefusal } from './refusals.js';
export { type IdentityPayload, type SealOptions, sealToken } from './seal.js';
export {
  SIGNATURE_HEADER,
  SIGNATURE_TOLERANCE_S,
  type SignatureRefusal,
  type SignedParts,
  type SignOptions,
  signRequest,
  type VerifyOptions,
  verifyRequest,
} from './signature.js';
