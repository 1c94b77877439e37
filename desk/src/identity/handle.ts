import { createHmac, randomBytes } from 'node:crypto';
import type { Person } from 'convot/protocol';
import type { Desk } from '../desk.js';
import { handleKey } from '../vault/index.js';

const HANDLE_BYTES = 32;

/**
 * The handle of a person of an app: a keyed hash, so that it tells nothing and depends on nothing but the person
 * (Law 5).
 *
 * @param place - `parked` is the provisional record of an unverified claim where an app requires verification, `mail` that
 *   of whoever writes mails under this address.
 */
export function personHandle(
  { vault }: Pick<Desk, 'vault'>,
  appId: string,
  person: Person,
  place: 'own' | 'parked' | 'mail' = 'own',
): string {
  const text = JSON.stringify([place, person.kind, person.value]);
  return createHmac('sha256', handleKey(vault, appId)).update(text).digest('base64url');
}

/** The handle of somebody who is not named: looks like any other. */
export function namelessHandle(): string {
  return randomBytes(HANDLE_BYTES).toString('base64url');
}
