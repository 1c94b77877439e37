import type { Sender } from './mail.js';
import { sanitise } from './sanitise.js';

/**
 * Whether an identifier is one of the sender's own proven ones. A mail can name anybody's: only then may an automatic
 * answer use what is found by it. Addresses are compared in any case, other identifiers as they are.
 */
export function isSendersOwn(identifier: string, { verified }: Pick<Sender, 'verified'>): boolean {
  return identifier !== '' && verified.some((own) => comparable(own) === comparable(identifier));
}

function comparable(identifier: string): string {
  const sent = sanitise(identifier);
  return sent.includes('@') ? sent.toLowerCase() : sent;
}
