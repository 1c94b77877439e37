/** Where the desk's page stands: one name per screen, and what it shows. */
export type Route =
  | { readonly screen: 'inbox'; readonly conversation: string | null; readonly customer: boolean }
  | { readonly screen: 'tickets' }
  | { readonly screen: 'contacts' }
  | { readonly screen: 'contact'; readonly contact: string }
  | { readonly screen: 'apps' }
  | { readonly screen: 'app'; readonly app: string }
  /** Settings → Customer Context; `null`: the first app's. */
  | { readonly screen: 'customer-context'; readonly app: string | null }
  /** Settings → Email; `null`: the first app's. */
  | { readonly screen: 'email'; readonly app: string | null }
  | { readonly screen: 'plan' }
  | { readonly screen: 'audit' }
  | { readonly screen: 'nowhere' };

/** The addresses of the screens; {@link readRoute} reads them back. */
export const paths = {
  inbox: '/inbox',
  conversation: (id: string) => `/inbox/${encodeURIComponent(id)}`,
  customer: (id: string) => `/inbox/${encodeURIComponent(id)}/customer`,
  tickets: '/tickets',
  contacts: '/contacts',
  contact: (id: string) => `/contacts/${encodeURIComponent(id)}`,
  apps: '/settings/apps',
  app: (id: string) => `/settings/apps/${encodeURIComponent(id)}`,
  customerContext: (app?: string) => `/settings/customer-context${app ? `/${encodeURIComponent(app)}` : ''}`,
  email: (app?: string) => `/settings/email${app ? `/${encodeURIComponent(app)}` : ''}`,
  plan: '/settings/plan',
  audit: '/settings/audit',
} as const;

/** Reads a path, as `/inbox/42`. The bare address is the inbox. */
export function readRoute(path: string): Route {
  const [first = 'inbox', second, third, ...more] = path.split('/').filter(Boolean).map(decode);
  if (more.length > 0) return { screen: 'nowhere' };
  if (first === 'inbox' && (!third || third === 'customer')) {
    return { screen: 'inbox', conversation: second ?? null, customer: third === 'customer' };
  }
  if (first === 'settings' && (!second || second === 'apps')) {
    return third ? { screen: 'app', app: third } : { screen: 'apps' };
  }
  if (first === 'settings' && second === 'customer-context') return { screen: 'customer-context', app: third ?? null };
  if (first === 'settings' && second === 'email') return { screen: 'email', app: third ?? null };
  if (third) return { screen: 'nowhere' };
  if (first === 'settings' && (second === 'plan' || second === 'audit')) return { screen: second };
  if (first === 'contacts') return second ? { screen: 'contact', contact: second } : { screen: 'contacts' };
  return first === 'tickets' && !second ? { screen: 'tickets' } : { screen: 'nowhere' };
}

/** Where Escape leads from a screen: one level up, or nowhere. */
export function parentOf(route: Route): string | null {
  if (route.screen === 'inbox' && route.conversation) {
    return route.customer ? paths.conversation(route.conversation) : paths.inbox;
  }
  if (route.screen === 'contact') return paths.contacts;
  return route.screen === 'app' ? paths.apps : null;
}

/** A path that somebody mistyped is a page that does not exist, never a fault. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
