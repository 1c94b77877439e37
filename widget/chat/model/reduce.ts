import type { ChatEvent } from './events.js';
import { latest, withConversation, withLastMessage } from './list.js';
import { type ChatState, conversationOf, NEW_THREAD, type Ready } from './state.js';
import { reduceThread } from './thread.js';

/** The chat after one event. Pure: whatever must be asked or told because of it is decided by its reader. */
export function reduce(state: ChatState, event: ChatEvent): ChatState {
  if (state.name === 'ready') return reduceReady(state, event);
  if (event.type === 'failed') return { name: 'failed', code: event.code };
  if (event.type !== 'listed') return state;
  const conversations = latest([], event.conversations);
  // One conversation needs no list, and none begins with a first message.
  const thread = conversations[0]?.id ?? NEW_THREAD;
  return {
    name: 'ready',
    person: event.person,
    conversations,
    threads: {},
    screen: conversations.length > 1 ? { name: 'list' } : { name: 'thread', thread },
    trouble: null,
  };
}

function reduceReady(state: Ready, event: ChatEvent): Ready {
  switch (event.type) {
    case 'failed':
      return { ...state, trouble: event.code };
    case 'listed': {
      const conversations = latest(state.conversations, event.conversations);
      return { ...state, person: event.person, conversations, trouble: null };
    }
    case 'conversation':
      return withConversation(state, event.conversation);
    case 'shown':
      return { ...state, screen: event.screen };
    case 'form': {
      const { thread, form } = event;
      const isShown = state.screen.name === 'ticket' && state.screen.thread === thread;
      return isShown ? { ...state, screen: { name: 'ticket', thread, form } } : state;
    }
    case 'message': {
      const conversation = conversationOf(state, event.message.conversation_id);
      const told = conversation ? withConversation(state, withLastMessage(conversation, event.message)) : state;
      return reduceThread(told, event);
    }
    case 'started':
      return reduceThread(withConversation(state, event.conversation), event);
    default:
      return reduceThread(state, event);
  }
}
