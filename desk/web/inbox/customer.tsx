import type { ConversationPage } from '../../wire/index.js';
import { texts } from '../locales/index.js';
import { ContextSidebar } from '../pieces/context-sidebar.js';
import { Heading } from '../pieces/heading.js';
import { Icon } from '../pieces/icon.js';
import { bestName } from '../pieces/person.js';
import { paths } from '../routes.js';
import { Analysis } from './analysis.js';
import { ConversationList } from './list.js';
import type { Assist } from './use-assist.js';
import { useLookup } from './use-lookup.js';

interface CustomerProps {
  readonly page: ConversationPage;
  readonly assist: Assist;
  /** Whether a narrow page shows the customer. */
  readonly isPlace: boolean;
}

/** The right column: what the AI makes of the ticket, the customer's context, and what else was talked about. */
export function Customer({ page, assist, isPlace }: CustomerProps) {
  const { conversation, context, history } = page;
  const { lookup, refresh } = useLookup(conversation.ticket?.id ?? null);
  return (
    <>
      {isPlace && <Heading isUnseen>{texts.conversation.customer_of(bestName(conversation.contact))}</Heading>}
      <a class="icon-button back" href={paths.conversation(conversation.id)}>
        <Icon name="back" />
        {texts.conversation.back_to_conversation}
      </a>
      {conversation.ticket && <Analysis assist={assist} />}
      <ContextSidebar key={conversation.contact.app_contact_id} context={context} lookup={lookup} onRefresh={refresh} />
      <div class="history">
        <p>
          <a href={paths.contact(conversation.contact.contact_id)}>{texts.conversation.profile}</a>
        </p>
        <h2>{texts.conversation.history}</h2>
        {history.length === 0 ? (
          <p class="muted">{texts.conversation.history_empty}</p>
        ) : (
          <ConversationList rows={history} current={null} />
        )}
      </div>
    </>
  );
}
