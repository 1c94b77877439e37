import type { Conversation } from '../../../src/protocol/index.js';
import type { ReadyProps, Scene } from './scene.js';

/** The person's conversations, newest activity first. */
export function ConversationList({ scene, state }: ReadyProps) {
  return (
    <ul>
      {state.conversations.map((conversation) => (
        <li key={conversation.id}>
          <Row scene={scene} conversation={conversation} />
        </li>
      ))}
    </ul>
  );
}

function Row({ scene, conversation }: { readonly scene: Scene; readonly conversation: Conversation }) {
  const { chat, texts, dates } = scene;
  const { id, last_message: last, started_at, unread, ticket } = conversation;
  const notes = [ticket && texts.ticketNumber(ticket.number), unread > 0 && texts.unread(unread)];
  return (
    <button
      type="button"
      class="row"
      onClick={() => chat.report({ type: 'shown', screen: { name: 'thread', thread: id } })}
    >
      <span class="small">{dates.brief(last?.sent_at ?? started_at)}</span>
      {last?.author === 'system' ? (
        <span>{texts.system(last.text)}</span>
      ) : (
        <>
          <b>{last?.author === 'visitor' ? texts.you : (last?.author_name ?? texts.agent)}</b>
          <span>{last?.text}</span>
        </>
      )}
      <b>{notes.filter(Boolean).join(' · ')}</b>
    </button>
  );
}
