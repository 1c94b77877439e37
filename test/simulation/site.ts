import type { BackendAnswer } from './model-desk.js';
import type { Human } from './people.js';
import type { EndpointMode } from './schedule.js';

/** The customer's own site: who is logged in there, and its identity endpoint. */
export interface Site {
  loggedIn: Human | null;
  /** How long its tokens last, in seconds. */
  lifeS: number;
  mode: EndpointMode;
  answer(): Promise<BackendAnswer>;
}

/** Where the endpoint is, on the page's own origin. */
export const ENDPOINT_PATH = '/api/identity';

export function createSite(token: (human: Human, lifeS: number) => Promise<string>): Site {
  const site: Site = {
    loggedIn: null,
    lifeS: 3_600,
    mode: 'works',
    async answer() {
      if (site.mode === 'fails') return { status: 500, body: 'failed' };
      if (site.mode === 'unreadable') return { status: 200, body: '<html>' };
      const { loggedIn, lifeS } = site;
      return { status: 200, body: { identity: loggedIn && (await token(loggedIn, lifeS)) } };
    },
  };
  return site;
}
