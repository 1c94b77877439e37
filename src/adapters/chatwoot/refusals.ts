import { ConvotError } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { isFault } from './http.js';

/** Whether the inbox lets in only who proves an identifier. */
async function isEnforced({ http }: Chatwoot): Promise<boolean> {
  const inbox = await http<{ readonly identity_validation_enabled?: boolean }>('');
  return inbox?.identity_validation_enabled === true;
}

/** @throws ConvotError `forbidden` when the inbox enforces identity validation, else the error itself */
export async function guestRefused(chatwoot: Chatwoot, error: unknown): Promise<never> {
  if (!isFault(error) || !(await isEnforced(chatwoot))) throw error;
  throw new ConvotError('forbidden', 'The inbox enforces identity validation, so it has no guests.');
}

/** @throws ConvotError `hash_invalid` when the inbox enforces identity validation, else the error itself */
export async function hashMissing(chatwoot: Chatwoot, error: unknown): Promise<never> {
  if (!isFault(error) || !(await isEnforced(chatwoot))) throw error;
  throw new ConvotError('hash_invalid', 'The inbox enforces identity validation: identify() needs a user_hash.', {
    reason: 'hash_missing',
  });
}

/**
 * Chatwoot answers a wrong hash as it answers a fault of its own. If a contact without a hash can be made, it was the
 * hash. An inbox that lets nobody in without one gives no such sign: there, an inbox that answers is taken for it.
 *
 * @throws ConvotError `hash_invalid`, or what the trial ended with
 */
export async function hashWrong(chatwoot: Chatwoot, trial: () => Promise<unknown>): Promise<never> {
  if (!(await isEnforced(chatwoot))) await trial();
  throw new ConvotError('hash_invalid', 'Chatwoot refused the user_hash.');
}
