import { ConvotError } from '../protocol/errors.js';
import { ignore } from '../protocol/ignore.js';
import type { ClientOptions } from './options.js';

/** How long the customer's endpoint may take, in milliseconds. */
const ENDPOINT_LIMIT_MS = 10_000;

/**
 * The customer's answer: a token, `null` for "logged out", or `undefined` when there is no endpoint or no readable
 * answer; the last one ends nothing (Law 4).
 */
export type IdentityAnswer = string | null | undefined;

/**
 * Asks the customer's identity endpoint, or the page's own function, which is held to the same answer.
 *
 * @throws ConvotError `endpoint_failed`; anything else for a network that failed
 * @see the Megadesk document, "How it works"
 */
export async function askIdentity({
  adapter,
  getToken,
  identityEndpoint,
  crossOriginIdentity,
}: ClientOptions): Promise<IdentityAnswer> {
  const address =
    getToken ?? (identityEndpoint === undefined ? (await adapter.settings()).identity_endpoint : identityEndpoint);
  if (!address) return undefined;
  let identity: unknown;
  if (typeof address === 'string') {
    const response = await fetch(new URL(address, location.href), {
      // Neither there nor by way of a redirect.
      ...(crossOriginIdentity ? { credentials: 'include' } : { mode: 'same-origin' }),
      cache: 'no-store',
      signal: AbortSignal.timeout(ENDPOINT_LIMIT_MS),
    });
    if (!response.ok) throw failed(`status_${response.status}`);
    // What is no JSON, or none with an identity, is as unreadable as an identity that isn't text.
    identity = (await response.json().catch(ignore))?.identity;
  } else identity = await Promise.race([address(), after(ENDPOINT_LIMIT_MS)]);
  if (identity === null || (identity && typeof identity === 'string')) return identity;
  throw failed('unreadable');
}

/** `reason` is `status_<n>`, `timeout` or `unreadable`; the documentation has a remedy for each. */
function failed(reason: string): ConvotError {
  return new ConvotError('endpoint_failed', reason, { reason });
}

function after(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(failed('timeout')), ms));
}
