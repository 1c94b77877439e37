import type { Conversation } from '../../../src/protocol/index.js';
import { newTicket } from '../model/ticket.js';
import type { ReadyProps } from './scene.js';

interface TicketBarProps extends ReadyProps {
  readonly conversation: Conversation;
}

/** A conversation's ticket, or the way to one. */
export function TicketBar({ scene, state, conversation: { id, ticket } }: TicketBarProps) {
  const { chat, texts, hasTickets } = scene;
  if (!ticket && !hasTickets) return null;
  return (
    <div class="bar">
      {ticket ? (
        <p>
          <b>{texts.ticketNumber(ticket.number)}</b> · {texts.ticketStatus[ticket.status]} · {ticket.subject}
        </p>
      ) : (
        <button type="button" onClick={() => chat.report({ type: 'shown', screen: newTicket(state, id) })}>
          {texts.ticketTitle}
        </button>
      )}
    </div>
  );
}
