import type { Outcome } from './outbox.js';

/** What tabs of one app tell each other. A lost message costs time, never correctness: the store's epoch tells too. */
export interface TabMessage {
  /** Entries reached their end; the tab that holds their receipts tells the page. */
  readonly outcomes?: readonly Outcome[];
  /** Without outcomes: a person ended, and this is the handle of the one who came instead, if anybody did. */
  readonly stays?: string | undefined;
  /** The store's epoch since then; `Infinity` from a tab whose store is its own. */
  readonly epoch?: number | undefined;
}

/** A channel to the app's other tabs. */
export interface Tabs {
  tell(message: TabMessage): void;
  /** Hears nothing more: a message would evict a page from the back/forward cache. */
  leave(): void;
  /** Hears again. */
  enter(): void;
}

/** @param hear - called with what other tabs tell. */
export function createTabs(name: string, hear: (message: TabMessage) => void): Tabs {
  let channel: BroadcastChannel | undefined;

  function enter(): void {
    try {
      channel ??= new BroadcastChannel(name);
      channel.onmessage = ({ data }) => hear(data);
    } catch {
      // Firefox refuses where cookies are blocked.
    }
  }

  enter();
  return {
    tell: (message) => channel?.postMessage(message),
    leave() {
      channel?.close();
      channel = undefined;
    },
    enter,
  };
}
