import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../locales/index.js';
import { Heading } from '../pieces/heading.js';
import { LoadMore } from '../pieces/load-more.js';
import { Empty, Failed, Loading } from '../pieces/states.js';
import { paths } from '../routes.js';
import { Conversation } from './conversation.js';
import { Customer } from './customer.js';
import { ConversationList } from './list.js';
import { useInbox } from './provider.js';
import { useAssist } from './use-assist.js';
import { useConversation } from './use-conversation.js';

interface InboxProps {
  readonly conversation: string | null;
  /** Whether the customer's column is what a narrow page shows. */
  readonly customer: boolean;
}

/** List, conversation and customer: side by side where there is room, one after the other where there is not. */
export function Inbox({ conversation, customer }: InboxProps) {
  useReturnToRow(conversation);
  const view = conversation ? (customer ? 'customer' : 'conversation') : 'list';
  return (
    <div class={`inbox view-${view}`}>
      <section class="inbox-list" aria-label={texts.inbox.list}>
        <header class="list-head">
          {conversation ? <p>{texts.inbox.title}</p> : <Heading>{texts.inbox.title}</Heading>}
        </header>
        <Rows current={conversation} />
      </section>
      {conversation ? (
        <OpenConversation key={conversation} id={conversation} customer={customer} />
      ) : (
        <section class="inbox-conversation nothing">
          <Empty title={texts.inbox.choose} hint={texts.inbox.choose_hint} />
        </section>
      )}
    </div>
  );
}

/** Who leaves a conversation for the list goes on at its row. */
function useReturnToRow(conversation: string | null): void {
  const last = useRef(conversation);
  useEffect(() => {
    const left = last.current;
    last.current = conversation;
    if (!left || conversation) return;
    document.querySelector<HTMLElement>(`.inbox-list a[href="${CSS.escape(paths.conversation(left))}"]`)?.focus();
  }, [conversation]);
}

function Rows({ current }: { readonly current: string | null }) {
  const { inbox, reload, loadOlder } = useInbox();
  if (inbox.state === 'loading') return <Loading />;
  if (inbox.state === 'failed') return <Failed code={inbox.code} onRetry={reload} />;
  if (inbox.value.rows.length === 0) {
    return (
      <Empty title={texts.inbox.empty} hint={texts.inbox.empty_hint}>
        <a class="button" href={paths.apps}>
          {texts.inbox.setup}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <ConversationList rows={inbox.value.rows} current={current} />
      {inbox.value.more && <LoadMore onMore={loadOlder} />}
    </>
  );
}

function OpenConversation({ id, customer }: { readonly id: string; readonly customer: boolean }) {
  const { loaded, reload, add } = useConversation(id);
  const assist = useAssist(loaded.state === 'ready' ? (loaded.value.conversation.ticket?.id ?? null) : null);
  if (loaded.state !== 'ready') {
    return (
      <section class="inbox-conversation nothing">
        {loaded.state === 'loading' ? <Loading /> : <Failed code={loaded.code} onRetry={reload} />}
      </section>
    );
  }
  return (
    <>
      <section class="inbox-conversation">
        <Conversation page={loaded.value} assist={assist} isPlace={!customer} onSent={add} />
      </section>
      <aside class="inbox-customer" aria-label={texts.conversation.customer}>
        <Customer page={loaded.value} assist={assist} isPlace={customer} />
      </aside>
    </>
  );
}
