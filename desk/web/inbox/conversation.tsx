import type { ConversationPage } from '../../wire/index.js';
import { emailTexts } from '../locales/email-en.js';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { Icon } from '../pieces/icon.js';
import { authorName, bestName, secondLine, TrustMark } from '../pieces/person.js';
import { paths } from '../routes.js';
import { TicketStatusSelect } from '../tickets/status-select.js';
import { ByEmail } from './by-email.js';
import { Composer } from './composer.js';
import { Messages } from './messages.js';
import { useInbox } from './provider.js';
import { stillUnsent } from './thread.js';
import type { Assist } from './use-assist.js';
import { type OpenConversation, useOutbox } from './use-conversation.js';
import { useSuggestion } from './use-suggestion.js';

interface ConversationProps {
  readonly page: ConversationPage;
  readonly assist: Assist;
  /** Whether a narrow page shows the conversation, not the customer. */
  readonly isPlace: boolean;
  readonly onSent: OpenConversation['add'];
}

/** The middle column: who it is, what was said, and where to answer. */
export function Conversation({ page, assist, isPlace, onSent }: ConversationProps) {
  const { id, contact, ticket } = page.conversation;
  const { outbox } = useInbox();
  const { draft, unsent } = useOutbox(id);
  const setDraft = (text: string) => outbox.setDraft(id, text);
  const suggestion = useSuggestion(ticket?.id ?? null, assist, { draft, setDraft });
  const show = (message: Parameters<typeof onSent>[0] | null) => {
    if (message) onSent(message);
  };
  return (
    <>
      <ConversationHead page={page} isPlace={isPlace} />
      <Messages
        messages={page.messages}
        visitor={authorName(contact)}
        emails={page.emails}
        unsent={stillUnsent(unsent, page.messages)}
        onRetry={(clientId) => outbox.retry(id, clientId).then(show)}
        onDiscard={(clientId) => outbox.discard(id, clientId)}
      />
      <Composer
        draft={draft}
        caution={cautionOf(page)}
        suggestion={suggestion}
        onDraft={setDraft}
        onSend={() => outbox.sendDraft(id, page.messages.at(-1)?.id ?? null).then(show)}
      />
    </>
  );
}

/** What to bear in mind while answering; `null`: nothing. */
function cautionOf({ conversation: { contact }, email }: ConversationPage): string | null {
  const cautions = [
    ...(contact.trust === 'unverified' ? [texts.conversation.unverified(bestName(contact))] : []),
    ...(email && !email.can_send ? [emailTexts.no_server] : []),
    ...(email && email.to === null ? [emailTexts.no_address] : []),
  ];
  return cautions.length > 0 ? cautions.join(' ') : null;
}

function ConversationHead({ page: { conversation }, isPlace }: Pick<ConversationProps, 'page' | 'isPlace'>) {
  const { contact, app, ticket, channel, is_spam } = conversation;
  const second = secondLine(contact);
  return (
    <header class="conversation-head">
      <a class="icon-button back" href={paths.inbox} aria-label={texts.conversation.back_to_list}>
        <Icon name="back" />
      </a>
      <div class="conversation-who">
        <Heading isPlace={isPlace}>
          <bdi>{bestName(contact)}</bdi>
        </Heading>
        <p class="muted">
          {second && <bdi>{second}</bdi>}
          <TrustMark trust={contact.trust} />
          {channel === 'email' && <ByEmail isSpam={is_spam} />}
          <span>{texts.inbox.in_app(app.name)}</span>
        </p>
      </div>
      {ticket && (
        <div class="conversation-ticket">
          <span title={ticket.subject}>{texts.inbox.ticket(ticket.number)}</span>
          <TicketStatusSelect ticket={ticket} />
        </div>
      )}
      <a class="button to-customer" href={paths.customer(conversation.id)}>
        {texts.conversation.customer}
      </a>
    </header>
  );
}
