import { ignore } from '../protocol/ignore.js';
import { ConvotError } from '../protocol/index.js';

/** How long the customer's endpoint may take, in milliseconds. */
const ENDPOINT_LIMIT_MS = 10_000;

/** How the page's identity endpoint is found and asked. */
export interface IdentityOptions {
  /** The page's own source of tokens, instead of an endpoint. */
  readonly getToken: (() => Promise<string | null>) | undefined;
  /** The endpoint, `null` for none. Called when an answer is first needed. */
  readonly endpoint: () => Promise<string | null>;
  /** Sends cookies to an endpoint of another origin too. By default such an endpoint is not asked at all. */
  readonly crossOrigin: boolean | undefined;
  readonly onFailure: (error: ConvotError) => void;
}

/**
 * The customer's answer: a token, `null` for "logged out", or `undefined` when there is no endpoint or no readable
 * answer; the last one ends nothing (Law 4).
 */
export type IdentityAnswer = string | null | undefined;

/**
 * Asks once; later calls share the answer, unless it has to be a fresh one. A failure is not kept.
 */
export type IdentitySource = (isFresh: boolean) => Promise<IdentityAnswer>;

/** Asks the customer's identity endpoint. @see the Megadesk document, "How it works" */
export function identitySource(options: IdentityOptions): IdentitySource {
  let asked: Promise<IdentityAnswer> | undefined;
  return (isFresh) => {
    if (isFresh) asked = undefined;
    asked ??= readIdentity(options).catch((error: unknown) => {
      asked = undefined;
      options.onFailure(error instanceof ConvotError ? error : failed('network'));
      return undefined;
    });
    return asked;
  };
}

/** The page's function is held to the same answer as an endpoint. */
async function readIdentity({ getToken, endpoint, crossOrigin }: IdentityOptions): Promise<IdentityAnswer> {
  const address = getToken || (await endpoint());
  if (!address) return undefined;
  const identity = await (typeof address === 'string' ? fetchIdentity(address, crossOrigin) : address());
  if (identity === null || (identity && typeof identity === 'string')) return identity;
  throw failed('unreadable');
}

async function fetchIdentity(address: string, crossOrigin: boolean | undefined): Promise<unknown> {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin && !crossOrigin) throw failed('other_origin');
  const response = await fetch(url, {
    ...(crossOrigin && { credentials: 'include' }),
    cache: 'no-store',
    signal: AbortSignal.timeout(ENDPOINT_LIMIT_MS),
  });
  if (!response.ok) throw failed(`status_${response.status}`);
  // What is no JSON, or none with an identity, is as unreadable as an identity that isn't text.
  return response.json().then((body: { readonly identity?: unknown } | null) => body?.identity, ignore);
}

/** `reason` is `network`, `other_origin`, `status_<n>` or `unreadable`; the documentation has a remedy for each. */
function failed(reason: string): ConvotError {
  return new ConvotError('endpoint_failed', undefined, { reason });
}
