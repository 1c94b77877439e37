import { useState } from 'preact/hooks';
import type { TicketRow, TicketStatus } from '../../wire/index.js';
import { ByEmail } from '../inbox/by-email.js';
import { useAgentEvents } from '../live/live.js';
import { useReading } from '../live/use-reading.js';
import { emailTexts } from '../locales/email-en.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { LoadMore } from '../pieces/load-more.js';
import { moveFocus } from '../pieces/move-focus.js';
import { bestName, secondLine, TrustMark } from '../pieces/person.js';
import { Empty, Failed, Loading } from '../pieces/states.js';
import { When } from '../pieces/when.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';
import { firstTickets, type TicketRows, withOlderTickets, withTicketRow } from './rows.js';
import { TICKET_STATUSES, TicketStatusSelect } from './status-select.js';

/** Every ticket of the organisation, newest first. */
export function Tickets() {
  const { api } = useSession();
  const [filter, setFilter] = useState<TicketStatus | ''>('');
  const { loaded, reload, update } = useReading<TicketRows>(`tickets/${filter}`, async (known) => {
    const { tickets } = await api.tickets(filter);
    return firstTickets(tickets, known);
  });
  useAgentEvents((event) => {
    if (event.type === 'ticket') update((known) => withTicketRow(known, event.ticket, filter));
    else if (event.type === 'gap' || event.type === 'context') reload();
  });
  const loadOlder = async () => {
    if (loaded.state !== 'ready') return;
    const { tickets } = await api.tickets(filter, loaded.value.rows.at(-1)?.number);
    update((known) => withOlderTickets(known, tickets));
  };
  return (
    <div class="page">
      <header class="page-head">
        <Heading>{texts.tickets.title}</Heading>
        <Filter filter={filter} onFilter={setFilter} />
      </header>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && <TicketTable rows={loaded.value.rows} isFiltered={filter !== ''} />}
      {loaded.state === 'ready' && loaded.value.more && <LoadMore onMore={loadOlder} />}
    </div>
  );
}

interface FilterProps {
  readonly filter: TicketStatus | '';
  readonly onFilter: (filter: TicketStatus | '') => void;
}

function Filter({ filter, onFilter }: FilterProps) {
  return (
    <label class="inline">
      {texts.tickets.filter}
      <select
        class="field"
        value={filter}
        onChange={(event) => onFilter(TICKET_STATUSES.find((one) => one === event.currentTarget.value) ?? '')}
      >
        <option value="">{texts.tickets.all}</option>
        {TICKET_STATUSES.map((one) => (
          <option key={one} value={one}>
            {texts.tickets[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

function TicketTable({ rows, isFiltered }: { readonly rows: readonly TicketRow[]; readonly isFiltered: boolean }) {
  const { tickets } = texts;
  if (rows.length === 0) {
    return isFiltered ? (
      <Empty title={tickets.empty_filtered} hint={tickets.empty_filtered_hint} />
    ) : (
      <Empty title={tickets.empty} hint={tickets.empty_hint} />
    );
  }
  return (
    <table class="table">
      <thead>
        <tr>
          {[tickets.number, tickets.subject, tickets.customer, tickets.app, tickets.created, tickets.status].map(
            (title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody onKeyDown={moveFocus}>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { readonly row: TicketRow }) {
  const second = secondLine(row.contact);
  return (
    <tr>
      <td class="number">#{row.number}</td>
      <td class="wide">
        <a href={paths.conversation(row.conversation_id)}>
          <bdi>{row.subject || emailTexts.no_subject}</bdi>
        </a>
      </td>
      <td>
        <span class="who">
          <bdi>{bestName(row.contact)}</bdi>
          <TrustMark trust={row.contact.trust} isShort />
        </span>
        {second && <bdi class="second">{second}</bdi>}
        {row.channel === 'email' && <ByEmail isSpam={row.is_spam} />}
      </td>
      <td>{row.app.name}</td>
      <td>
        <When at={row.created_at} />
      </td>
      <td>
        <TicketStatusSelect ticket={row} />
      </td>
    </tr>
  );
}
