import { Contacts } from '../contacts/contacts.js';
import { Profile } from '../contacts/profile.js';
import { Inbox } from '../inbox/inbox.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { paths, type Route } from '../routes.js';
import { AppPage } from '../settings/app-page.js';
import { Apps } from '../settings/apps.js';
import { AuditLog } from '../settings/audit.js';
import { CustomerContext } from '../settings/customer-context/screen.js';
import { EmailScreen } from '../settings/email/screen.js';
import { Plan } from '../settings/plan/plan.js';
import { Tickets } from '../tickets/tickets.js';

/** The screen of a route. A key per subject: another contact's page starts anew. */
export function Screen({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case 'inbox':
      return <Inbox conversation={route.conversation} customer={route.customer} />;
    case 'tickets':
      return <Tickets />;
    case 'contacts':
      return <Contacts />;
    case 'contact':
      return <Profile key={route.contact} id={route.contact} />;
    case 'apps':
      return <Apps />;
    case 'app':
      return <AppPage key={route.app} id={route.app} />;
    case 'customer-context':
      return <CustomerContext app={route.app} />;
    case 'email':
      return <EmailScreen app={route.app} />;
    case 'plan':
      return <Plan />;
    case 'audit':
      return <AuditLog />;
    case 'nowhere':
      return (
        <div class="page">
          <Heading>{texts.shell.nowhere}</Heading>
          <p>{texts.shell.nowhere_hint}</p>
          <p>
            <a class="button" href={paths.inbox}>
              {texts.shell.to_inbox}
            </a>
          </p>
        </div>
      );
  }
}
