import { ConvotError } from '../protocol/index.js';

/** How long the customer's endpoint may take, in milliseconds. */
const ENDPOINT_LIMIT_MS = 10_000;

/** How long an answer is shared, in milliseconds (5 minutes): a page may sleep, and its token grow old with it. */
const ANSWER_AGE_MS = 5 * 60_000;

/** How the page's identity endpoint is found and asked. */
export interface IdentityOptions {
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
 * Asks once; later calls share the answer while it is young, unless it has to be a fresh one. A failure is not kept.
 */
export type IdentitySource = (isFresh: boolean) => Promise<IdentityAnswer>;

/** Asks the customer's identity endpoint. @see the Megadesk document, "How it works" */
export function identitySource(options: IdentityOptions): IdentitySource {
  let asked: Promise<IdentityAnswer> | undefined;
  let askedAt = 0;
  return (isFresh) => {
    if (isFresh || Date.now() - askedAt > ANSWER_AGE_MS) asked = undefined;
    if (!asked) askedAt = Date.now();
    asked ??= fetchIdentity(options).catch((error: unknown) => {
      asked = undefined;
      options.onFailure(error instanceof ConvotError ? error : failed('network'));
      return undefined;
    });
    return asked;
  };
}

async function fetchIdentity({ endpoint, crossOrigin }: IdentityOptions): Promise<IdentityAnswer> {
  const address = await endpoint();
  if (!address) return undefined;
  const url = new URL(address, location.href);
  if (url.origin !== location.origin && !crossOrigin) throw failed('other_origin');
  const response = await fetch(url, {
    credentials: crossOrigin ? 'include' : 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(ENDPOINT_LIMIT_MS),
  });
  if (!response.ok) throw failed(`status_${response.status}`);
  const body = (await response.json().catch(ignore)) as { readonly identity?: unknown } | null | undefined;
  const identity = body?.identity;
  if (identity === null || (identity && typeof identity === 'string')) return identity;
  throw failed('unreadable');
}

/** `reason` is `network`, `other_origin`, `status_<n>` or `unreadable`; the documentation has a remedy for each. */
function failed(reason: string): ConvotError {
  return new ConvotError('endpoint_failed', undefined, { reason });
}

function ignore(): void {}
