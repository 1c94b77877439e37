import type { Outcome } from './outbox.js';

/** What tabs of one app tell each other. A lost message costs time, never correctness: the store's epoch tells too. */
export interface TabMessage {
  /** Entries reached their end; the tab that holds their receipts tells the page. */
  readonly outcomes?: readonly Outcome[];
  /** Without outcomes: a person ended, and this is the handle of the one who came instead, if anybody did. */
  readonly stays?: string | undefined;
  /** The store's epoch since then; `Infinity` from a tab whose store is its own. */
  readonly epoch?: number;
}

/** A channel to the app's other tabs. */
export interface Tabs {
  postMessage(message: TabMessage): void;
}
