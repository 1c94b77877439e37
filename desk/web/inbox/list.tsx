import type { ConversationRow } from '../../wire/index.js';
import { texts } from '../locales/index.js';
import { moveFocus } from '../pieces/move-focus.js';
import { bestName, secondLine, TrustMark } from '../pieces/person.js';
import { When } from '../pieces/when.js';
import { paths } from '../routes.js';
import { ByEmail } from './by-email.js';
import { systemText } from './message.js';

interface ListProps {
  readonly rows: readonly ConversationRow[];
  readonly current: string | null;
}

/** The conversations as links; arrow keys walk through them. */
export function ConversationList({ rows, current }: ListProps) {
  return (
    <ul class="rows" onKeyDown={moveFocus}>
      {rows.map((row) => (
        <li key={row.id}>
          <ConversationLink row={row} isCurrent={row.id === current} />
        </li>
      ))}
    </ul>
  );
}

/** One conversation: who, in which app, the last words, when, how much is unread, its ticket. */
export function ConversationLink({ row, isCurrent }: { readonly row: ConversationRow; readonly isCurrent: boolean }) {
  const { contact, unread, ticket } = row;
  const second = secondLine(contact);
  return (
    <a
      href={paths.conversation(row.id)}
      class={unread > 0 ? 'row unread' : 'row'}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <span class="row-top">
        <span class="row-name">
          <bdi>{bestName(contact)}</bdi>
          <TrustMark trust={contact.trust} isShort />
        </span>
        <When at={row.last_at} />
      </span>
      {second && <bdi class="row-second">{second}</bdi>}
      <span class="row-text">{preview(row)}</span>
      <span class="row-bottom">
        {row.channel === 'email' && <ByEmail isSpam={row.is_spam} />}
        <span class="tag">{row.app.name}</span>
        {ticket && <span class="tag">{texts.inbox.ticket(ticket.number)}</span>}
        {unread > 0 && (
          <span class="count">
            <span aria-hidden="true">{unread}</span>
            <span class="unseen">{texts.inbox.unread(unread)}</span>
          </span>
        )}
      </span>
    </a>
  );
}

function preview({ last_message: last }: ConversationRow): string {
  if (!last) return texts.inbox.no_message;
  if (last.author === 'system') return systemText(last.text);
  return last.author === 'agent' ? texts.inbox.by_you + last.text : last.text;
}
