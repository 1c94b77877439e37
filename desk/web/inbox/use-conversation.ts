import type { Message } from 'convot/protocol';
import { useEffect, useState } from 'preact/hooks';
import type { ConversationPage } from '../../wire/index.js';
import { useAgentEvents } from '../live/live.js';
import type { Loaded } from '../live/reading.js';
import { useReading } from '../live/use-reading.js';
import { useSession } from '../signed-in.js';
import type { OutboxEntry } from './outbox.js';
import { useInbox } from './provider.js';
import { withTicket } from './rows.js';
import { withConversation, withMessage } from './thread.js';

/** One conversation, kept current. */
export interface OpenConversation {
  readonly loaded: Loaded<ConversationPage>;
  readonly reload: () => void;
  /** Shows a message that the desk has confirmed. */
  readonly add: (message: Message) => void;
}

/** Reads a conversation, follows its events, and marks it read while somebody looks at it. */
export function useConversation(id: string): OpenConversation {
  const { api } = useSession();
  const { loaded, reload, update } = useReading(id, () => api.conversation(id));
  const page = loaded.state === 'ready' ? loaded.value : null;
  useAgentEvents((event) => {
    if (event.type === 'gap') reload();
    if (event.type === 'email' && event.conversation_id === id) reload();
    if (event.type === 'context' && event.app_contact_id === page?.conversation.contact.app_contact_id) reload();
    if (event.type === 'message' || event.type === 'conversation') {
      update((known) => withConversation(known, event.conversation));
    }
    if (event.type === 'ticket') {
      update((known) => ({ ...known, conversation: withTicket(known.conversation, event.ticket) }));
    }
    if (event.type === 'message' && event.message.conversation_id === id) {
      update((known) => withMessage(known, event.message));
    }
  });
  useMarkRead(id, page?.conversation.unread ?? 0);
  return { loaded, reload, add: (message) => update((known) => withMessage(known, message)) };
}

/** Only what is really in front of somebody counts as read. */
function useMarkRead(id: string, unread: number): void {
  const { api } = useSession();
  const isSeen = useVisible();
  useEffect(() => {
    // A failed mark is made up for by the next message or visit; nobody needs to hear of it.
    if (unread > 0 && isSeen) api.markRead(id).catch(() => undefined);
  }, [id, unread, isSeen]);
}

function useVisible(): boolean {
  const [isVisible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}

/** The draft and unsent messages of a conversation, drawn again at each change. */
export function useOutbox(id: string): OutboxEntry {
  const { outbox } = useInbox();
  const [, setVersion] = useState(0);
  useEffect(() => outbox.onChange(() => setVersion((version) => version + 1)), [outbox]);
  return outbox.of(id);
}
