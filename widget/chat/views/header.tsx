import { NEW_THREAD, type Ready } from '../model/state.js';
import { IconButton } from './icon.js';
import type { Scene } from './scene.js';

/** Where one is, and the ways out of it. */
export function Header({ scene }: { readonly scene: Scene }) {
  const { chat, texts, onClose } = scene;
  return (
    <header class="header">
      {chat.state.name === 'ready' ? <Place scene={scene} state={chat.state} /> : <h2>{texts.title}</h2>}
      <IconButton name="close" label={texts.close} onClick={onClose} />
    </header>
  );
}

function Place({ scene: { chat, texts }, state }: { readonly scene: Scene; readonly state: Ready }) {
  const { screen, conversations } = state;
  const isTicket = screen.name === 'ticket';
  const isNew = screen.name === 'thread' && screen.thread === NEW_THREAD;
  const hasOthers = screen.name === 'thread' && conversations.some(({ id }) => id !== screen.thread);
  const show = (thread: string) => chat.report({ type: 'shown', screen: { name: 'thread', thread } });
  return (
    <>
      {isTicket && <IconButton name="back" label={texts.backToConversation} onClick={() => show(screen.thread)} />}
      {hasOthers && (
        <IconButton
          name="back"
          label={texts.conversations}
          onClick={() => chat.report({ type: 'shown', screen: { name: 'list' } })}
        />
      )}
      <h2 data-focus={screen.name === 'list' || undefined} tabIndex={-1}>
        {screen.name === 'list' ? texts.conversations : isTicket ? texts.ticket : texts.title}
      </h2>
      {conversations.length > 0 && !isTicket && !isNew && (
        <IconButton name="add" label={texts.newConversation} onClick={() => show(NEW_THREAD)} />
      )}
    </>
  );
}
