import type { ErrorCode } from '../../../src/protocol/index.js';
import { conversationOf, NEW_THREAD, type Thread, threadOf } from '../model/state.js';
import { Composer } from './composer.js';
import { Log } from './log.js';
import { Notice } from './notice.js';
import type { ReadyProps } from './scene.js';
import { TicketBar } from './ticket-bar.js';

/** One conversation: what was said, and the place to write. */
export function ThreadView({ scene, state, thread: key }: ReadyProps & { readonly thread: string }) {
  const { chat, texts } = scene;
  const thread = threadOf(state, key);
  const conversation = conversationOf(state, key);
  const unsent = failureOf(thread);
  const { history } = thread;
  const isUnreadable = history !== 'unread' && history !== 'loading' && history !== 'ready';
  return (
    <>
      {conversation && <TicketBar scene={scene} state={state} conversation={conversation} />}
      {isUnreadable && <Notice scene={scene} problem={history} onRetry={chat.reload} isBar />}
      <Log key={key} scene={scene} thread={thread} isLoading={key !== NEW_THREAD && history !== 'ready'}>
        {key === NEW_THREAD && (
          <div class="notice">
            <h3>{texts.greeting(state.person.name ?? '')}</h3>
            <p>{texts.invitation}</p>
          </div>
        )}
      </Log>
      {unsent && (
        <Notice scene={scene} problem={unsent} onRetry={() => chat.retry(key)} isBar>
          <button type="button" class="plain" onClick={() => chat.report({ type: 'withdrawn', thread: key })}>
            {texts.edit}
          </button>
        </Notice>
      )}
      <Composer scene={scene} thread={key} draft={thread.draft} />
    </>
  );
}

/** The first of the pending messages fails for all. */
function failureOf({ pending: [first] }: Thread): ErrorCode | null {
  return !first || first.status === 'queued' || first.status === 'sending' ? null : first.status;
}
