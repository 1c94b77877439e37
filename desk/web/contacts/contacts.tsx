import { useEffect, useState } from 'preact/hooks';
import type { ContactRow } from '../../wire/index.js';
import { useAgentEvents } from '../live/live.js';
import { useReading } from '../live/use-reading.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { Icon } from '../pieces/icon.js';
import { LoadMore } from '../pieces/load-more.js';
import { moveFocus } from '../pieces/move-focus.js';
import { bestName, TrustMark } from '../pieces/person.js';
import { Empty, Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';
import { type ContactRows, withFirstContacts, withMoreContacts } from './rows.js';

/** How long typing must rest before the desk is asked, in milliseconds. */
const TYPING_MS = 200;

/** Everybody the organisation knows, last seen first. */
export function Contacts() {
  const { api } = useSession();
  const [q, setQ] = useState('');
  const { loaded, reload, update } = useReading<ContactRows>(`contacts/${q}`, async (known) =>
    withFirstContacts(known, await api.contacts(q)),
  );
  useAgentEvents((event) => {
    if (event.type === 'gap' || event.type === 'context' || event.type === 'conversation') reload();
  });
  const loadMore = async () => {
    if (loaded.state !== 'ready' || loaded.value.next === null) return;
    const page = await api.contacts(q, loaded.value.next);
    update((rows) => withMoreContacts(rows, page));
  };
  return (
    <div class="page">
      <header class="page-head">
        <Heading>{texts.contacts.title}</Heading>
        <Search onSearch={setQ} />
      </header>
      <p role="status" class="unseen">
        {loaded.state === 'ready' && texts.contacts.found(loaded.value.contacts.length)}
      </p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && <ContactTable contacts={loaded.value.contacts} q={q} />}
      {loaded.state === 'ready' && loaded.value.next !== null && <LoadMore onMore={loadMore} />}
    </div>
  );
}

function Search({ onSearch }: { readonly onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => onSearch(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <search class="search">
      <Icon name="search" size={18} />
      <input
        class="field"
        type="search"
        aria-label={texts.contacts.search}
        placeholder={texts.contacts.search}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </search>
  );
}

function ContactTable({ contacts, q }: { readonly contacts: readonly ContactRow[]; readonly q: string }) {
  const { contacts: words } = texts;
  if (contacts.length === 0) {
    return q === '' ? (
      <Empty title={words.empty} hint={words.empty_hint} />
    ) : (
      <Empty title={words.nothing(q)} hint={words.nothing_hint} />
    );
  }
  return (
    <table class="table">
      <thead>
        <tr>
          {[words.name, words.email, words.external_id, words.apps, words.last_seen].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={moveFocus}>
        {contacts.map((contact) => (
          <Row key={contact.id} contact={contact} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ contact }: { readonly contact: ContactRow }) {
  return (
    <tr>
      <td class="wide">
        <span class="who">
          <a href={paths.contact(contact.id)}>
            <bdi>{bestName(contact)}</bdi>
          </a>
          <TrustMark trust={contact.trust} isShort />
          {contact.provisional && (
            <span class="tag" title={texts.people.provisional_hint}>
              {texts.people.provisional}
            </span>
          )}
        </span>
      </td>
      <td>{contact.email && <bdi>{contact.email}</bdi>}</td>
      <td>{contact.external_id && <bdi>{contact.external_id}</bdi>}</td>
      <td>{contact.apps.map((app) => app.name).join(', ')}</td>
      <td>
        <When at={contact.last_seen_at} />
      </td>
    </tr>
  );
}
