import { ConvotError } from 'convot/protocol';
import { type Context, Hono } from 'hono';
import type { BuiltFile, BuiltFiles } from './files.js';

/** Names with a hash of their content never change. */
const HASHED_CACHE = 'public, max-age=31536000, immutable';
/** Scripts that pages name for ever: a new release arrives within minutes. */
const SCRIPT_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
const PAGE_CACHE = 'no-cache';

/** Scripts for the pages of other sites, of all that the build writes. */
export const WIDGET_SCRIPTS = [
  'convot.js',
  'convot-chat.js',
  'convot-intercom.js',
  'convot-chatwoot.js',
  'convot-crisp.js',
  'stub.js',
] as const;

/** Addresses of the agents' page: one document, whose script reads the path. */
const PAGES = ['/', '/sign-in', '/inbox', '/contacts', '/tickets', '/settings'];

/** The agents' page, its assets, and the scripts that customers' pages load. */
export function staticRoutes(built: { readonly web: BuiltFiles; readonly widget: BuiltFiles }): Hono {
  const routes = new Hono();

  for (const script of WIDGET_SCRIPTS) {
    routes.get(`/${script}`, (c) => {
      // Fetched as a module or with integrity, a script of another origin needs this.
      c.header('Access-Control-Allow-Origin', '*');
      return answer(c, built.widget.get(script), SCRIPT_CACHE);
    });
  }

  routes.get('/assets/*', (c) => answer(c, built.web.get(c.req.path.slice(1)), HASHED_CACHE));

  for (const page of PAGES) {
    const serve = (c: Context) => answer(c, built.web.get('index.html'), PAGE_CACHE);
    routes.get(page, serve);
    if (page !== '/') routes.get(`${page}/*`, serve);
  }
  return routes;
}

function answer(c: Context, file: BuiltFile | undefined, caching: string): Response {
  if (!file) throw new ConvotError('not_found', 'There is no such file. Was the desk built (npm run build)?');
  const brotli = acceptsBrotli(c.req.header('Accept-Encoding')) ? file.brotli : null;
  // Two encodings are two representations: each has its own tag (RFC 9110 §8.8.3.3).
  const etag = brotli ? file.etag.replace(/"$/, '-br"') : file.etag;
  c.header('ETag', etag);
  c.header('Cache-Control', caching);
  c.header('Vary', 'Accept-Encoding');
  if (c.req.header('If-None-Match') === etag) return c.body(null, 304);
  c.header('Content-Type', file.type);
  if (brotli) c.header('Content-Encoding', 'br');
  return c.body(brotli ?? file.body);
}

function acceptsBrotli(accepted = ''): boolean {
  return accepted.split(',').some((coding) => /^\s*br\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/i.test(coding));
}
