import type { ContactProfile } from '../../wire/index.js';
import { ConversationList } from '../inbox/list.js';
import { useAgentEvents } from '../live/live.js';
import { useReading } from '../live/use-reading.js';
import { texts } from '../locales/index.js';
import { ContextSidebar } from '../pieces/context-sidebar.js';
import { Heading } from '../pieces/heading.js';
import { Icon } from '../pieces/icon.js';
import { bestName, secondLine, TrustMark } from '../pieces/person.js';
import { Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';

/** A contact's page: one block per app, because custom data is never shared between apps. */
export function Profile({ id }: { readonly id: string }) {
  const { api } = useSession();
  const { loaded, reload } = useReading(id, () => api.contact(id));
  useAgentEvents((event) => {
    if (event.type === 'gap') reload();
    if (event.type === 'context' && event.contact_id === id) reload();
    if ('conversation' in event && event.conversation.contact.contact_id === id) reload();
    if (event.type === 'ticket' && event.ticket.contact.contact_id === id) reload();
  });
  return (
    <div class="page">
      <a class="icon-button back" href={paths.contacts}>
        <Icon name="back" />
        {texts.contacts.back}
      </a>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && <ProfilePage profile={loaded.value} />}
    </div>
  );
}

function ProfilePage({ profile: { contact, apps } }: { readonly profile: ContactProfile }) {
  const second = secondLine(contact);
  return (
    <>
      <header class="profile-head">
        <Heading>
          <bdi>{bestName(contact)}</bdi>
        </Heading>
        <p class="muted">
          {second && <bdi>{second}</bdi>}
          <TrustMark trust={contact.trust} />
          {contact.provisional && <span>{texts.people.provisional_hint}</span>}
        </p>
      </header>
      {apps.map((block) => (
        <AppBlock key={block.app_contact_id} block={block} />
      ))}
    </>
  );
}

function AppBlock({ block }: { readonly block: ContactProfile['apps'][number] }) {
  return (
    <section class="card app-block" aria-label={block.app.name}>
      <header>
        <h2>{block.app.name}</h2>
        <p class="muted">
          {texts.contacts.first_seen} <When at={block.first_seen_at} />
          {', '}
          {texts.contacts.then_seen} <When at={block.last_seen_at} />
        </p>
      </header>
      <div class="app-columns">
        <ContextSidebar context={block.context} />
        <div>
          <h3>{texts.contacts.conversations}</h3>
          {block.conversations.length === 0 ? (
            <p class="muted">{texts.contacts.no_conversations}</p>
          ) : (
            <ConversationList rows={block.conversations} current={null} />
          )}
        </div>
      </div>
    </section>
  );
}
