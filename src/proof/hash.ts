import { personOfClaim, readClaim } from '../protocol/index.js';
import { ConfigurationError } from './configuration.js';
import { bytesHex, hexBytes, importHmacSecret, readVerificationSecret } from './keys.js';

/** The person that a `user_hash` vouches for: the same fields that `identify()` gets. */
export interface HashedPerson {
  readonly external_id?: string | number | undefined;
  readonly email?: string | undefined;
}

/**
 * Computes the `user_hash` that `Convot.identify()` takes: HMAC-SHA256 in hex over `external_id`, or over the
 * lower-cased `email` when there is none.
 *
 * The HMAC key is the secret's text as the settings show it (its 64 characters in UTF-8), not the 32 bytes it spells:
 * so do the help desks that are already out there, and so one line of any language computes the same.
 *
 * Call it on the server alone; the secret must never reach a page.
 *
 * @param secret - the app's verification secret, 64 hex characters.
 * @param person - the fields that `identify()` gets, or the identifier itself, taken as it is.
 * @returns 64 hex characters, lower case.
 * @throws ConfigurationError for a secret that is not 64 hex characters, or a person that names nobody.
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export async function userHash(secret: string, person: HashedPerson | string): Promise<string> {
  const key = await importSecret(secret);
  const text = new TextEncoder().encode(signedText(person));
  return bytesHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, text)));
}

/**
 * Whether a `user_hash` is right under one of the live secrets, compared in constant time and without regard to the
 * case of its hex. Anything that is not 64 hex characters is wrong, never an error.
 *
 * @param value - a text that the hash may sign: see `hashedTexts()` of `convot/protocol`.
 * @throws ConfigurationError for a secret that is not 64 hex characters.
 */
export async function verifyUserHash(secrets: readonly string[], value: string, hash: string): Promise<boolean> {
  const keys = await Promise.all(secrets.map(importSecret));
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) return false;
  const text = new TextEncoder().encode(value);
  const answers = await Promise.all(keys.map((key) => crypto.subtle.verify('HMAC', key, hexBytes(hash), text)));
  return answers.includes(true);
}

function importSecret(secret: string): Promise<CryptoKey> {
  return importHmacSecret(readVerificationSecret(secret));
}

/** By the rules with which the browser reads a claim, so that both ends sign the same text. */
function signedText(person: HashedPerson | string): string {
  if (typeof person === 'string' && person !== '') return person;
  const claim = typeof person === 'object' && person !== null ? readClaim(person) : null;
  if (typeof claim === 'string') {
    throw new ConfigurationError('payload_invalid', `The field ${claim} is unusable: not text, or too long.`);
  }
  const named = claim && personOfClaim(claim);
  if (!named) throw new ConfigurationError('missing', 'The person has neither external_id nor email.');
  return named.value;
}
