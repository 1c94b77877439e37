import { ConvotError } from 'convot/protocol';
import type { MiddlewareHandler } from 'hono';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses changes that another site's page asks for in a signed-in agent's browser. Browsers say where a request comes
 * from in `Sec-Fetch-Site`, older ones in `Origin`; a program that sends neither has no cookie to abuse.
 *
 * @throws ConvotError `forbidden`
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (!SAFE_METHODS.includes(c.req.method) && isForeign(c.req.raw)) {
    throw new ConvotError('forbidden', 'Another site may not do this here.');
  }
  await next();
};

function isForeign({ headers, url }: Request): boolean {
  const site = headers.get('Sec-Fetch-Site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('Origin');
  return origin !== null && hostOf(origin) !== (headers.get('Host') ?? new URL(url).host);
}

/** A proxy may speak http where the browser speaks https, so hosts are compared. `null` for an opaque origin. */
function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
