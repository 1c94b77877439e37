import { ConfigurationError } from '../proof/configuration.js';
import { readIdentityKey } from '../proof/keys.js';
import { type IdentityPayload, readLifetime, sealToken } from '../proof/seal.js';
import { ConvotError } from '../protocol/index.js';
import { answer, failure } from './answers.js';
import { mayCall, readOrigins } from './callers.js';
import { reporter } from './report.js';
import type { Route } from './route.js';

/** What {@link identityRoute} needs. */
export interface IdentityRouteOptions {
  /** The app's id; the token opens for this app alone. */
  readonly app: string;
  /** The app's encryption key: 32 hex characters, from an environment variable. */
  readonly key: string;
  /**
   * The key that `key` replaced, while both are live. Nothing is sealed with it and it opens nothing here: it is
   * checked when the route is made, so that a rotation that left both the same, or that lost a character, is
   * named before the old key is taken away.
   */
  readonly previousKey?: string | undefined;
  /** The key's id, named in the token's header. Without it the desk tries its live keys in turn. */
  readonly kid?: string;
  /**
   * Says who is logged in, from your own session: the payload, or `null` (also `undefined`) for nobody.
   * Read the session from the request's cookies, never an id from its query.
   */
  readonly user: (request: Request) => Promise<IdentityPayload | null | undefined> | IdentityPayload | null | undefined;
  /** How long a token opens, in whole seconds, at most 3,600. @default 3600 */
  readonly lifetime?: number;
  /**
   * Other origins whose pages may ask with cookies, as `https://www.example.com`. Callers of another site or
   * origin are refused without it. @default []
   */
  readonly origins?: readonly string[];
  /** Gets what `user` threw, or why its payload could not be sealed; the browser gets a code alone. @default console.error */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes the route that a page asks for its identity token: mount it as `GET /api/megadesk-identity` in any framework
 * that speaks `Request` and `Response`.
 *
 * It answers `{ identity: <token> }`, or `{ identity: null }` when nobody is logged in; never cached, and never to
 * another site's page.
 *
 * @throws ConfigurationError at once, when the app id, the key or an option is unusable.
 * @see the Megadesk document, "How it works"
 */
export function identityRoute(options: IdentityRouteOptions): Route {
  const { app, key, previousKey, kid, user, lifetime } = options;
  const tell = reporter('identityRoute', options.onError);
  if (typeof app !== 'string' || app === '') throw new ConfigurationError('missing', 'The app id is missing.');
  if (typeof user !== 'function') throw new ConfigurationError('missing', 'The function user(request) is missing.');
  const origins = readOrigins(options.origins ?? []);
  const sealing = {
    key: currentKey(key, previousKey),
    audience: app,
    ...(kid !== undefined && { kid }),
    ...(lifetime !== undefined && { lifetime: readLifetime(lifetime) }),
  };

  return async (request) => {
    const caller = mayCall(request, origins);
    if (!caller) return failure(403, 'forbidden', 'This address answers pages of its own site only.');
    if (request.method !== 'GET') {
      return failure(405, 'request_invalid', 'This address answers GET only.', { ...caller, Allow: 'GET' });
    }
    try {
      const payload = await user(request);
      return answer(200, { identity: payload ? await sealToken(payload, sealing) : null }, caller);
    } catch (error) {
      tell(error);
      if (error instanceof ConvotError && error.code === 'too_large') {
        return failure(500, 'too_large', 'The identity payload is too large.', caller);
      }
      return failure(500, 'internal', 'The identity could not be made.', caller);
    }
  };
}

function currentKey(key: string, previousKey: string | undefined): string {
  const current = readIdentityKey(key);
  if (previousKey !== undefined && readIdentityKey(previousKey).toLowerCase() === current.toLowerCase()) {
    throw new ConfigurationError('option_invalid', 'previousKey is the same as key: was the new key stored at all?');
  }
  return current;
}
