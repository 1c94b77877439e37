import type { Message } from 'convot/protocol';
import type { ConversationPage, ConversationRow } from '../../wire/index.js';
import type { Unsent } from './outbox.js';

/** Adds a message unless it is known; in the order in which the desk took them in. */
export function withMessage(page: ConversationPage, message: Message): ConversationPage {
  if (page.messages.some((known) => known.id === message.id)) return page;
  const after = page.messages.findIndex((known) => known.sent_at > message.sent_at);
  const place = after === -1 ? page.messages.length : after;
  return { ...page, messages: [...page.messages.slice(0, place), message, ...page.messages.slice(place)] };
}

/** Puts a row into the page, where it is the page's own conversation or one of its history. */
export function withConversation(page: ConversationPage, row: ConversationRow): ConversationPage {
  if (row.id === page.conversation.id) return { ...page, conversation: row };
  if (row.contact.app_contact_id !== page.conversation.contact.app_contact_id) return page;
  const others = page.history.filter((other) => other.id !== row.id);
  const history = [...others, row].sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
  return { ...page, history };
}

/**
 * The unsent messages that are not already shown: the stream may bring a message before the answer to its sending
 * does, or although that answer was lost, and nobody should see it twice.
 */
export function stillUnsent(unsent: readonly Unsent[], messages: readonly Message[]): readonly Unsent[] {
  const taken = new Set<string>();
  return unsent.filter((one) => {
    const since = messages.slice(messages.findIndex((message) => message.id === one.after) + 1);
    const arrived = since.find((message) => isSame(message, one) && !taken.has(message.id));
    if (arrived) taken.add(arrived.id);
    return !arrived;
  });
}

function isSame(message: Message, unsent: Unsent): boolean {
  return message.author === 'agent' && message.text === unsent.text;
}

/** Messages under the day on which they were sent, in the reader's time zone. */
export function byDay(
  messages: readonly Message[],
): readonly { readonly day: string; readonly messages: readonly Message[] }[] {
  const days: { day: string; messages: Message[] }[] = [];
  for (const message of messages) {
    const day = new Date(message.sent_at).toDateString();
    const last = days.at(-1);
    if (last?.day === day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}
