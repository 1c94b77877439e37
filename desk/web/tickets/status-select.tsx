import { useEffect, useState } from 'preact/hooks';
import type { Ticket, TicketStatus } from '../../wire/index.js';
import { texts } from '../locales/index.js';
import { useSession } from '../signed-in.js';

export const TICKET_STATUSES = ['open', 'pending', 'solved', 'closed'] as const satisfies readonly TicketStatus[];

/** Shows and changes a ticket's status. The choice is shown at once and taken back when the desk refuses it. */
export function TicketStatusSelect({ ticket }: { readonly ticket: Ticket }) {
  const { api } = useSession();
  const [chosen, setChosen] = useState<TicketStatus | null>(null);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => setChosen(null), [ticket.status]);
  const status = chosen ?? ticket.status;
  const choose = async (next: TicketStatus) => {
    setChosen(next);
    setRefused(false);
    try {
      await api.setTicketStatus(ticket.id, next);
    } catch {
      setChosen(null);
      setRefused(true);
    }
  };
  return (
    <span class="status">
      <select
        class={`field small status-${status}`}
        aria-label={texts.tickets.status_of(ticket.number)}
        value={status}
        onChange={(event) => {
          const next = TICKET_STATUSES.find((one) => one === event.currentTarget.value);
          if (next) void choose(next);
        }}
      >
        {TICKET_STATUSES.map((one) => (
          <option key={one} value={one}>
            {texts.tickets[one]}
          </option>
        ))}
      </select>
      {isRefused && (
        <span class="note danger" role="alert">
          {texts.tickets.not_changed(ticket.number)}
        </span>
      )}
    </span>
  );
}
