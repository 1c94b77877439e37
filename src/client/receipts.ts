import type { Refusal } from '../protocol/index.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { Outcome, Settlement } from './outbox.js';

/** Promises of what becomes of this page's patches. */
export interface Receipts {
  /** How many ends this page still waits for. */
  awaited(): number;
  /** A promise of the entry's end, with the keys that were refused beforehand; it never rejects. */
  expect(id: string, before: readonly Refusal[]): Promise<Settlement>;
  /** Settles and tells the page. With `foreign` only what this page expects. */
  settle(outcomes: readonly Outcome[], foreign?: boolean): void;
}

interface Expected {
  readonly before: readonly Refusal[];
  readonly end: (settlement: Settlement) => void;
}

export function createReceipts(events: Emitter<InternalEvents>): Receipts {
  const expected = new Map<string, Expected>();
  return {
    awaited: () => expected.size,
    expect: (id, before) => new Promise((end) => expected.set(id, { before, end })),
    settle(outcomes, foreign) {
      // What expired, or ended with its person, comes together, and is told together and alone.
      const [{ status: first }] = outcomes as readonly [Outcome];
      const isCounted = first === 'expired' || first === 'discarded';
      for (const { id, status, code, refused = [] } of outcomes) {
        const mine = expected.get(id);
        expected.delete(id);
        const settlement = { status, code, refused: [...(mine?.before ?? []), ...refused] };
        mine?.end(settlement);
        if (!isCounted && (mine || !foreign)) events.emit(status as 'applied', settlement);
      }
      if (isCounted && !foreign) events.emit(first, { count: outcomes.length });
    },
  };
}
