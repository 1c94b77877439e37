import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { Outcome, Settlement } from './outbox.js';

/** Promises of what becomes of this page's patches. */
export interface Receipts {
  /** A promise of the entry's end; it never rejects. */
  expect(id: string): Promise<Settlement>;
  /** Settles and tells the page. With `foreign` only what this page expects. */
  settle(outcomes: readonly Outcome[], foreign?: boolean): void;
}

export function createReceipts(events: Emitter<InternalEvents>): Receipts {
  const expected = new Map<string, (settlement: Settlement) => void>();
  return {
    expect: (id) => new Promise((resolve) => expected.set(id, resolve)),
    settle(outcomes, foreign) {
      for (const { id, seq: _, ...settlement } of outcomes) {
        const resolve = expected.get(id);
        if (foreign && !resolve) continue;
        expected.delete(id);
        resolve?.(settlement);
        if (settlement.status === 'applied' || settlement.status === 'refused') {
          events.emit(settlement.status, settlement);
        }
      }
      for (const status of ['expired', 'discarded'] as const) {
        const count = outcomes.filter((outcome) => outcome.status === status).length;
        if (count && !foreign) events.emit(status, { count });
      }
    },
  };
}
