import { readFileSync } from 'node:fs';
import { identityRoute } from 'convot/server';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { CUSTOMERS, isLogin } from './catalogue.mjs';
import { convotTags, identityOf } from './convot.mjs';
import { accountPage } from './pages/account.mjs';
import { homePage } from './pages/home.mjs';
import { page } from './pages/layout.mjs';
import { loginPage } from './pages/login.mjs';
import { contentSecurityPolicy, newNonce } from './policy.mjs';
import { shopSessions } from './sessions.mjs';
import { SUPPORT_CONTEXT, supportContext } from './support-context.mjs';

const STYLES = readFileSync(new URL('./shop.css', import.meta.url), 'utf8');

/**
 * A small shop that is a customer of Convot.
 *
 * @typedef {object} ShopOptions
 * @property {string} key the app's encryption key
 * @property {string} token the bearer token with which the desk asks for a customer's facts
 * @property {import('./sessions.mjs').ShopSessions} [sessions]
 *
 * @param {import('./convot.mjs').ConvotOptions & ShopOptions} options
 */
export function shop({ key, token, sessions = shopSessions(), ...convot }) {
  const routes = new Hono();

  /** @param {Request} request */
  const customerOf = (request) => {
    const login = sessions.current(request);
    return login ? CUSTOMERS[login] : null;
  };

  const identity = identityRoute({
    app: convot.app,
    key,
    user: (request) => {
      const customer = customerOf(request);
      return customer && identityOf(customer);
    },
  });

  const facts = supportContext({
    token,
    isLoggedIn: ({ id }) => sessions.logins().some((login) => CUSTOMERS[login].id === id),
  });

  /**
   * @param {import('hono').Context} context
   * @param {(customer: import('./catalogue.mjs').Customer | null) => { title: string, body: import('./pages/layout.mjs').Markup }} make
   */
  const show = async (context, make) => {
    const nonce = newNonce();
    const customer = customerOf(context.req.raw);
    const tags = await convotTags(convot, nonce, customer);
    context.header('Content-Security-Policy', contentSecurityPolicy(nonce, convot.desk));
    // Not `no-store`, which would cost the page its place in the back/forward cache.
    context.header('Cache-Control', 'private, no-cache');
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'same-origin');
    return context.html(page({ ...make(customer), customer, nonce, tags, path: context.req.path }));
  };

  routes.use(csrf());
  routes.get('/', (context) => show(context, homePage));
  routes.get('/login', (context) =>
    customerOf(context.req.raw) ? context.redirect('/account') : show(context, loginPage),
  );
  routes.get('/account', (context) =>
    customerOf(context.req.raw) ? show(context, accountPage) : context.redirect('/login'),
  );
  routes.post('/login', async (context) => {
    const { customer } = await context.req.parseBody();
    if (!isLogin(customer)) return context.redirect('/login', 303);
    sessions.begin(context, customer);
    return context.redirect('/account', 303);
  });
  routes.post('/logout', (context) => {
    sessions.end(context);
    return context.redirect('/', 303);
  });
  routes.get('/shop.css', (context) => context.body(STYLES, 200, { 'Content-Type': 'text/css; charset=utf-8' }));

  routes.all('/api/megadesk-identity', (context) => identity(context.req.raw));
  routes.all(SUPPORT_CONTEXT.path, (context) => facts(context.req.raw));
  return routes;
}
