import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { InboxProvider, useInbox } from '../inbox/provider.js';
import { LiveProvider, useStreamState } from '../live/live.js';
import { texts } from '../locales/index.js';
import { Navigated } from '../pieces/navigated.js';
import { parentOf, type Route, readRoute } from '../routes.js';
import { Navigation } from './navigation.js';
import { Screen } from './screen.js';
import { useEscape } from './use-escape.js';

/** Everything a signed-in agent sees: navigation, the present screen, the one stream behind both. */
export function Shell() {
  return (
    <LiveProvider>
      <InboxProvider>
        <Frame />
      </InboxProvider>
    </LiveProvider>
  );
}

const PAGE_TITLES: Readonly<Record<Route['screen'], string>> = {
  inbox: texts.shell.inbox,
  tickets: texts.shell.tickets,
  contacts: texts.shell.contacts,
  contact: texts.shell.contacts,
  apps: texts.shell.settings,
  app: texts.shell.settings,
  'customer-context': texts.shell.settings,
  email: texts.shell.settings,
  plan: texts.shell.settings,
  audit: texts.shell.settings,
  nowhere: texts.shell.nowhere,
};

function Frame() {
  const { path, route: go } = useLocation();
  const route = readRoute(path);
  const { unread } = useInbox();
  const navigated = useNavigated(path);
  const title = texts.shell.title(PAGE_TITLES[route.screen], unread);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const parent = parentOf(route);
  useEscape(() => parent && go(parent));
  return (
    <Navigated.Provider value={navigated}>
      <a class="skip" href="#main">
        {texts.shell.skip}
      </a>
      <Navigation route={route} unread={unread} />
      <main id="main" tabIndex={-1}>
        <Connection />
        <Screen route={route} />
      </main>
    </Navigated.Provider>
  );
}

/** Set before the new screen is drawn, so that its heading knows. */
function useNavigated(path: string): { current: boolean } {
  const navigated = useRef(false);
  const first = useRef(path);
  if (path !== first.current) navigated.current = true;
  return navigated;
}

function Connection() {
  const state = useStreamState();
  return (
    <p role="status" class={state === 'waiting' ? 'connection' : 'unseen'}>
      {state === 'waiting' && texts.shell.reconnecting}
    </p>
  );
}
