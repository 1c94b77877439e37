import type { Vault } from './vault.js';

export { loadMasterKey } from './master-key.js';
export { writePrivately } from './private-file.js';
export { createVault, type Vault, VaultError, type VaultErrorCode } from './vault.js';

/** The key of an app's person handles (an HMAC over the person). */
export function handleKey(vault: Vault, appId: string): Buffer {
  return vault.derive(`handle/${appId}`);
}

/** What better-auth signs its cookies with. */
export function authSecret(vault: Vault): string {
  return vault.derive('auth').toString('hex');
}
