import { ConvotError } from '../protocol/errors.js';
import { ignore } from '../protocol/ignore.js';
import type { ClientAdapter, ErrorCode, Session } from '../protocol/index.js';
import { acknowledge, type Batch, type EntryResult, expire, type Outcome, peek } from './outbox.js';
import type { Store } from './store.js';

/** The part of a session that a delivery needs. */
export type Sender = Pick<Session, 'credential' | 'handle' | 'trust'>;

/** Codes after which the same request may be sent again, under this session or a new one. */
const TRANSIENT: readonly ErrorCode[] = ['offline', 'internal', 'too_many_requests', 'session_ended'];

/** Read, send, acknowledge: until nothing of this session's person waits. */
export interface Delivery {
  /** @throws ConvotError `session_ended`, or a transient one: what waits then stays. */
  flush(session: Sender): Promise<void>;
  /** Sends what is under way once more as the page goes away; its answer is read when the page lives on. */
  flushOnLeaving(): void;
}

/**
 * @param tell - hears of every entry that reached its end, once it is off the disk.
 */
export function createDelivery(
  adapter: ClientAdapter,
  store: Store,
  tell: (outcomes: readonly Outcome[]) => void,
): Delivery {
  let underway: readonly [credential: string, batch: Batch] | null = null;

  async function send(credential: string, batch: Batch, keepalive: boolean): Promise<readonly Outcome[]> {
    let results: readonly EntryResult[];
    try {
      ({ results } = await adapter.push(credential, batch, { keepalive }));
    } catch (error) {
      // What is no `ConvotError` is a fault, and treated as a passing one.
      if (!(error instanceof ConvotError) || TRANSIENT.includes(error.code)) throw error;
      const { code } = error;
      // Final for the entries that the request held, and for them alone.
      results = batch.entries.map(({ seq }) => ({ seq, status: 'refused', code }));
    }
    const ended = await store.change((outbox) => acknowledge(outbox, batch.lane, results));
    tell(ended);
    return ended;
  }

  return {
    async flush(session) {
      let ended: readonly Outcome[];
      do {
        const [expired, batch] = await store.change(
          (outbox) => [expire(outbox, Date.now()), peek(outbox, session)] as const,
        );
        tell(expired);
        underway = batch && [session.credential, batch];
        ended = underway ? await send(...underway, false) : [];
        // An answer that names nothing would make this an endless loop.
      } while (ended[0]);
    },
    flushOnLeaving() {
      if (underway) send(...underway, true).catch(ignore);
    },
  };
}
