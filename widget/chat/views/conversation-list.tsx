import type { Conversation } from '../../../src/protocol/index.js';
import type { ReadyProps, Scene } from './scene.js';

/** The person's conversations, newest activity first. */
export function ConversationList({ scene, state }: ReadyProps) {
  return (
    <ul class="list">
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
  return (
    <button
      type="button"
      class="row"
      onClick={() => chat.report({ type: 'shown', screen: { name: 'thread', thread: id } })}
    >
      <span class="row-top">
        <b>{last?.author === 'visitor' ? texts.you : (last?.author_name ?? texts.agent)}</b>
        <span class="small">{dates.brief(last?.sent_at ?? started_at)}</span>
      </span>
      <span class="row-text">{last?.author === 'system' ? texts.system(last.text) : last?.text}</span>
      {ticket && <span class="small">{texts.ticketNumber(ticket.number)} </span>}
      {unread > 0 && <b class="small unread">{texts.unread(unread)}</b>}
    </button>
  );
}
