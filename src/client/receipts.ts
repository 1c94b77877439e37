import type { Refusal } from '../protocol/index.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { Outcome, Settlement } from './outbox.js';

/** Promises of what becomes of this page's patches. */
export interface Receipts {
  /** Whether this page still waits for an end. */
  readonly isWaitedFor: boolean;
  /** A promise of the entry's end, with the keys that were refused beforehand; it never rejects. */
  expect(id: string, before: readonly Refusal[]): Promise<Settlement>;
  /** Settles and tells the page. With `foreign` only what this page expects. */
  settle(outcomes: readonly Outcome[], foreign?: boolean): void;
}

interface Expected {
  readonly before: readonly Refusal[];
  readonly resolve: (end: Settlement) => void;
}

export function createReceipts(events: Emitter<InternalEvents>): Receipts {
  const expected = new Map<string, Expected>();
  return {
    get isWaitedFor() {
      return expected.size > 0;
    },
    expect: (id, before) => new Promise((resolve) => expected.set(id, { before, resolve })),
    settle(outcomes, foreign) {
      for (const { id, seq: _, refused = [], ...end } of outcomes) {
        const mine = expected.get(id);
        if (foreign && !mine) continue;
        expected.delete(id);
        const settlement = { ...end, refused: [...(mine?.before ?? []), ...refused] };
        mine?.resolve(settlement);
        if (end.status === 'applied' || end.status === 'refused') events.emit(end.status, settlement);
      }
      // What expired, or ended with its person, is told together and alone.
      const [{ status } = {}] = outcomes;
      if (!foreign && (status === 'expired' || status === 'discarded')) events.emit(status, { count: outcomes.length });
    },
  };
}
