import { texts } from '../locales/index.js';
import { Icon, type IconName } from '../pieces/icon.js';
import { paths, type Route } from '../routes.js';
import { useSession } from '../signed-in.js';

interface Entry {
  readonly href: string;
  readonly icon: IconName;
  readonly text: string;
  readonly screens: readonly Route['screen'][];
}

const ENTRIES: readonly Entry[] = [
  { href: paths.inbox, icon: 'inbox', text: texts.shell.inbox, screens: ['inbox'] },
  { href: paths.tickets, icon: 'tickets', text: texts.shell.tickets, screens: ['tickets'] },
  { href: paths.contacts, icon: 'contacts', text: texts.shell.contacts, screens: ['contacts', 'contact'] },
  {
    href: paths.apps,
    icon: 'settings',
    text: texts.shell.settings,
    screens: ['apps', 'app', 'customer-context', 'email', 'plan', 'audit'],
  },
];

/** The way between screens, and the way out. */
export function Navigation({ route, unread }: { readonly route: Route; readonly unread: number }) {
  const { me, signOut } = useSession();
  return (
    <header class="bar">
      <p class="brand">{texts.product}</p>
      <nav aria-label={texts.shell.main_navigation}>
        <ul>
          {ENTRIES.map(({ href, icon, text, screens }) => (
            <li key={href}>
              <a href={href} aria-current={screens.includes(route.screen) ? 'page' : undefined}>
                <Icon name={icon} />
                <span>{text}</span>
                {href === paths.inbox && unread > 0 && (
                  <span class="count">
                    <span aria-hidden="true">{unread}</span>
                    <span class="unseen">{texts.shell.unread(unread)}</span>
                  </span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="me">
        <p title={texts.shell.signed_in_as(me.user.email)}>
          <bdi>{me.organisation.name}</bdi>
        </p>
        <button type="button" onClick={signOut}>
          <Icon name="out" />
          <span>{texts.shell.sign_out}</span>
        </button>
      </div>
    </header>
  );
}
