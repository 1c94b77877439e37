import { ConfigurationError } from '../proof/configuration.js';

/**
 * Says whether a page may have this answer, and with which CORS headers.
 *
 * Browsers say where a request comes from (`Sec-Fetch-Site`), and name the page's origin in requests across origins.
 * A request that says neither is a same-origin one of an old browser, or no browser's: cookies decide then.
 *
 * @returns the headers to add, or `null` to refuse.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function mayCall(request: Request, origins: ReadonlySet<string>): Record<string, string> | null {
  const origin = request.headers.get('Origin');
  if (origin !== null && origins.has(origin)) {
    return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' };
  }
  const site = request.headers.get('Sec-Fetch-Site');
  const own = site === null ? origin === null || origin === new URL(request.url).origin : OWN_SITES.has(site);
  return own ? {} : null;
}

/** `none` is a person who typed the address. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Checks the origins that an owner allowed. @throws ConfigurationError `option_invalid` */
export function readOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigurationError('option_invalid', 'origins takes origins alone, as https://www.example.com.');
    }
  }
  return new Set(origins);
}
