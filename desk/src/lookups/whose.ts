import type { Sender } from './mail.js';
import { isSendable } from './sanitise.js';

/**
 * Whether an identifier is one of the sender's own proven ones. A mail can name anybody's: only then are the facts that
 * are found by it known to be the sender's. One that can't be sent as it is, is none: what is left of it is another.
 */
export function isSendersOwn(identifier: string, { verified }: Pick<Sender, 'verified'>): boolean {
  return verified.some((own) => isSameIdentifier(own, identifier));
}

/** Addresses are compared in any case, other identifiers as they are. */
export function isSameIdentifier(known: string, identifier: string): boolean {
  return isSendable(known) && comparable(known) === comparable(identifier);
}

function comparable(identifier: string): string {
  return identifier.includes('@') ? identifier.toLowerCase() : identifier;
}
