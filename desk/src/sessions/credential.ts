import { createHash, randomBytes } from 'node:crypto';

const CREDENTIAL_BYTES = 32;

/** A new session credential: 43 characters that only the browser keeps. */
export function makeCredential(): string {
  return randomBytes(CREDENTIAL_BYTES).toString('base64url');
}

/** What the desk keeps of a credential. It has 256 random bits, so a plain hash is enough. */
export function credentialHash(credential: string): string {
  return createHash('sha256').update(credential).digest('hex');
}
