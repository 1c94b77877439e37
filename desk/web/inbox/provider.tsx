import { randomId } from 'convot/protocol';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { useAgentEvents } from '../live/live.js';
import type { Loaded } from '../live/reading.js';
import { useReading } from '../live/use-reading.js';
import { useSession } from '../signed-in.js';
import { Outbox } from './outbox.js';
import { changeOf, firstPage, type InboxRows, unreadOf, withOlder } from './rows.js';
import { Suggestions } from './suggestions.js';

interface Inbox {
  readonly inbox: Loaded<InboxRows>;
  readonly unread: number;
  readonly reload: () => void;
  readonly loadOlder: () => Promise<void>;
  /** Drafts and unsent messages of every conversation: walking through the list loses none. */
  readonly outbox: Outbox;
  /** The AI's drafts, likewise. */
  readonly suggestions: Suggestions;
}

const InboxContext = createContext<Inbox | null>(null);

/** Stands above all screens, because the title tells the unread count on each. */
export function InboxProvider({ children }: { readonly children: ComponentChildren }) {
  const { api } = useSession();
  const outbox = useRef<Outbox | null>(null);
  outbox.current ??= new Outbox(api.send, randomId);
  const suggestions = useRef<Suggestions | null>(null);
  suggestions.current ??= new Suggestions(api.suggest);
  useEffect(() => () => suggestions.current?.close(), []);
  const { loaded, reload, update } = useReading<InboxRows>('inbox', async (known) => {
    const { conversations } = await api.conversations();
    return firstPage(conversations, known);
  });
  useAgentEvents((event) => {
    const change = changeOf(event);
    if (change) update(change);
    // A contact that got a name or was joined with another is named anew in each of its rows.
    else if (event.type === 'gap' || event.type === 'context') reload();
  });
  const loadOlder = async () => {
    if (loaded.state !== 'ready') return;
    const { conversations } = await api.conversations(loaded.value.rows.at(-1)?.last_at);
    update((known) => withOlder(known, conversations));
  };
  const unread = loaded.state === 'ready' ? unreadOf(loaded.value) : 0;
  return (
    <InboxContext.Provider
      value={{ inbox: loaded, unread, reload, loadOlder, outbox: outbox.current, suggestions: suggestions.current }}
    >
      {children}
    </InboxContext.Provider>
  );
}

/** @throws Error outside of the provider: a fault of the code. */
export function useInbox(): Inbox {
  const inbox = useContext(InboxContext);
  if (!inbox) throw new Error('useInbox() stands outside of <InboxProvider>');
  return inbox;
}
