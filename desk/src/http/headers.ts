import type { MiddlewareHandler } from 'hono';

/** What the desk's own pages may load and do: only what the desk itself serves. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const ONE_YEAR_S = 31_536_000;

/** Headers of the desk's own pages and of the agent's API. */
const OWN: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'X-Frame-Options': 'DENY',
};

/** Paths that other sites' pages use: the visitor's half, and the scripts they load. */
const FOR_OTHER_SITES = /^\/(v1\/|[^/]+\.js$)/;

/** Security headers for every answer. `secure`: the desk is reached by https alone. */
export function securityHeaders(secure: boolean): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const set = (name: string, value: string) => c.res.headers.has(name) || c.header(name, value);
    set('X-Content-Type-Options', 'nosniff');
    set('Referrer-Policy', 'same-origin');
    if (secure) set('Strict-Transport-Security', `max-age=${ONE_YEAR_S}`);
    if (FOR_OTHER_SITES.test(c.req.path)) set('Cross-Origin-Resource-Policy', 'cross-origin');
    else for (const [name, value] of Object.entries(OWN)) set(name, value);
    // Answers about people are kept by nobody unless a route says otherwise.
    set('Cache-Control', 'no-store');
  };
}
