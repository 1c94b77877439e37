import { conversationOf, NEW_THREAD, type Ready, threadOf } from '../model/state.js';
import { codeOf } from './fault.js';
import { readConversations, readMessages, readVisitor } from './read.js';
import type { Visit } from './visit.js';

/** Reads the conversations. What is shown meanwhile stays. */
export async function readList(visit: Visit): Promise<void> {
  try {
    const conversations = readConversations(await visit.ask('conversations'));
    visit.report({ type: 'listed', person: readVisitor(visit.session()), conversations });
  } catch (fault) {
    visit.report({ type: 'failed', code: codeOf(fault) });
  }
}

/** Reads the messages of the thread on screen, if they weren't yet. */
export async function readShownThread(visit: Visit, state: Ready): Promise<void> {
  if (state.screen.name === 'list') return;
  const { thread } = state.screen;
  if (thread === NEW_THREAD || threadOf(state, thread).history !== 'unread') return;
  visit.report({ type: 'thread', thread, change: { history: 'loading' } });
  try {
    const messages = readMessages(await visit.ask('messages', thread));
    visit.report({ type: 'history', thread, messages });
  } catch (fault) {
    visit.report({ type: 'thread', thread, change: { history: codeOf(fault) } });
  }
}

/**
 * Marks the conversation on screen as read. A call that fails is not repeated: the desk still counts the
 * messages, so the next reading of the list brings them back, and this with them.
 */
export function markShownRead(visit: Visit, state: Ready): void {
  const { screen } = state;
  if (screen.name !== 'thread' || threadOf(state, screen.thread).history !== 'ready') return;
  const conversation = conversationOf(state, screen.thread);
  if (!conversation?.unread) return;
  visit.report({ type: 'conversation', conversation: { ...conversation, unread: 0 } });
  visit.ask('markRead', conversation.id).catch(() => undefined);
}
