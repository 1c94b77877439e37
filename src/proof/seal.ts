import { EncryptJWT } from 'jose';
import { ConvotError, TOKEN_AGE_S, TOKEN_CHARS } from '../protocol/index.js';
import { ConfigurationError } from './configuration.js';
import { importIdentityKey, readIdentityKey } from './keys.js';
import { clock } from './open.js';
import { isPlainObject } from './payload.js';

/** What a customer's backend knows of the person who is logged in. */
export interface IdentityPayload {
  /** The customer's own id of the person. Without it `userDetail.id` names them, else `userDetail.email`. */
  readonly sub?: string | number;
  /** `email` and `name` are shown prominently, every other field as a table. Any JSON. */
  readonly userDetail?: object;
  /** For Actions on the server alone, as `{ stripe: { customerId } }`. Any JSON. */
  readonly integrations?: object;
}

/** How {@link sealToken} seals. */
export interface SealOptions {
  /** The app's encryption key: 32 hex characters. */
  readonly key: string;
  /** Names the key in the token's header; needed only while two are live. */
  readonly kid?: string;
  /** The app's id; a token that names one is refused by every other app. */
  readonly audience?: string;
  /** How long the token opens, in whole seconds, at most 3,600. @default 3600 */
  readonly lifetime?: number;
  /** Seconds since 1970. @default the clock */
  readonly now?: number;
}

/**
 * Seals an identity token for the browser to carry: a compact JWE (`dir`, `A128GCM`) that only the desk can open.
 *
 * @throws ConfigurationError for a key that is not 32 hex characters, a lifetime out of range, a payload that is not
 *   an object of plain objects or cannot be written as JSON.
 * @throws ConvotError `too_large` when the token would pass 16 KB; its `reason` is the larger root.
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-7.1
 */
export async function sealToken(payload: IdentityPayload, options: SealOptions): Promise<string> {
  const { key, kid, audience, lifetime = TOKEN_AGE_S, now = clock() } = options;
  const secret = await importIdentityKey(readIdentityKey(key));
  const claims = readRoots(payload);
  const jwt = new EncryptJWT(claims)
    .setProtectedHeader({ alg: 'dir', enc: 'A128GCM', ...(kid !== undefined && { kid }) })
    .setIssuedAt(now)
    .setExpirationTime(now + readLifetime(lifetime));
  if (audience !== undefined) jwt.setAudience(audience);
  const token = await jwt.encrypt(secret);
  if (token.length > TOKEN_CHARS) throw tooLarge(claims, token.length);
  return token;
}

/** Checks a token's lifetime in seconds. @throws ConfigurationError `option_invalid` */
export function readLifetime(lifetime: number): number {
  if (Number.isSafeInteger(lifetime) && lifetime >= 1 && lifetime <= TOKEN_AGE_S) return lifetime;
  throw new ConfigurationError('option_invalid', `lifetime must be whole seconds from 1 to ${TOKEN_AGE_S}.`);
}

/** The known roots as plain JSON, so that dates and an ORM's rows are written as their own `toJSON` says. */
function readRoots(payload: IdentityPayload): Record<string, unknown> {
  if (!isPlainObject(payload))
    throw new ConfigurationError('payload_invalid', 'The identity payload must be an object.');
  const claims: Record<string, unknown> = {};
  for (const root of ['userDetail', 'integrations'] as const) {
    if (payload[root] !== undefined && payload[root] !== null) claims[root] = plainJson(payload[root], root);
  }
  const { sub } = payload;
  if (sub !== undefined && sub !== null) {
    if (typeof sub !== 'string' && !Number.isSafeInteger(sub)) {
      throw new ConfigurationError('payload_invalid', 'sub must be text or a whole number.');
    }
    claims.sub = String(sub);
  }
  return claims;
}

function plainJson(value: unknown, root: string): Record<string, unknown> {
  let plain: unknown;
  try {
    plain = JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    throw new ConfigurationError('payload_invalid', `${root} cannot be written as JSON (a cycle or a BigInt?).`);
  }
  if (!isPlainObject(plain)) throw new ConfigurationError('payload_invalid', `${root} must be an object.`);
  return plain;
}

function tooLarge(claims: Record<string, unknown>, chars: number): ConvotError {
  const size = (root: string) => new TextEncoder().encode(JSON.stringify(claims[root] ?? {})).length;
  const [detail, integrations] = [size('userDetail'), size('integrations')];
  const sizes = `userDetail has ${detail} bytes, integrations ${integrations}`;
  const reason = detail >= integrations ? 'userDetail' : 'integrations';
  return new ConvotError('too_large', `The token has ${chars} characters, ${TOKEN_CHARS} are allowed: ${sizes}.`, {
    reason,
  });
}
