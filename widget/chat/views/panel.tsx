import { ConversationList } from './conversation-list.js';
import { Header } from './header.js';
import { Notice } from './notice.js';
import type { Scene } from './scene.js';
import { ThreadView } from './thread-view.js';
import { TicketView } from './ticket-view.js';

/** The whole messenger. */
export function Panel({ scene }: { readonly scene: Scene }) {
  const { texts, isModal } = scene;
  return (
    <div class="panel" role="dialog" aria-modal={isModal} aria-label={texts.title} lang={texts.language} tabIndex={-1}>
      <Header scene={scene} />
      <Body scene={scene} />
    </div>
  );
}

function Body({ scene }: { readonly scene: Scene }) {
  const { chat, texts } = scene;
  const { state } = chat;
  if (state.name === 'waiting') {
    return (
      <p class="notice" role="status">
        {texts.loading}
      </p>
    );
  }
  if (state.name === 'failed') return <Notice scene={scene} problem={state.code} onRetry={chat.reload} />;
  const { screen, trouble } = state;
  return (
    <>
      {trouble && <Notice scene={scene} problem={trouble} onRetry={chat.reload} isBar />}
      {screen.name === 'list' && <ConversationList scene={scene} state={state} />}
      {screen.name === 'thread' && <ThreadView scene={scene} state={state} thread={screen.thread} />}
      {screen.name === 'ticket' && <TicketView scene={scene} thread={screen.thread} form={screen.form} />}
    </>
  );
}
