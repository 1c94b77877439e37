import { ignore } from '../protocol/ignore.js';
import type { ClientAdapter, PushResult, Session } from '../protocol/index.js';
import { ConvotError } from '../protocol/index.js';
import { acknowledge, type Batch, expire, type Outcome, peek } from './outbox.js';
import type { Store } from './store.js';

/** The part of a session that a delivery needs. */
export type Sender = Pick<Session, 'credential' | 'handle' | 'trust'>;

/** Codes after which the same request may be sent again. */
const TRANSIENT = ['offline', 'internal', 'too_many_requests', 'endpoint_failed'];

/** Whether trying again later can help. What is no `ConvotError` is a fault, and treated as a passing one. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof ConvotError) || TRANSIENT.includes(error.code);
}

/** Read, send, acknowledge: until nothing of this session's person waits. No lock is held through a request. */
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
  let underway: { readonly credential: string; readonly batch: Batch } | null = null;

  async function next(session: Sender): Promise<Batch | null> {
    let batch: Batch | null = null;
    tell(
      await store.change((outbox) => {
        const expired = expire(outbox, Date.now());
        batch = peek(outbox, session);
        return expired;
      }),
    );
    underway = batch && { credential: session.credential, batch };
    return batch;
  }

  async function send(credential: string, batch: Batch, keepalive: boolean): Promise<void> {
    let results: readonly (PushResult & { readonly code?: string })[];
    try {
      ({ results } = await adapter.push(credential, batch, { keepalive }));
      // An answer that names nothing would make this an endless loop.
      if (results.length === 0) throw new ConvotError('internal');
    } catch (error) {
      const { code } = error as ConvotError;
      if (code === 'session_ended' || isTransient(error)) throw error;
      // Final for the entries that the request held, and for them alone.
      results = batch.entries.map(({ seq }) => ({ seq, status: 'refused', refused: [], code }));
    }
    tell(await store.change((outbox) => acknowledge(outbox, batch.lane, results)));
  }

  return {
    async flush(session) {
      for (let batch = await next(session); batch; batch = await next(session)) {
        await send(session.credential, batch, false);
      }
    },
    flushOnLeaving() {
      if (underway) send(underway.credential, underway.batch, true).catch(ignore);
    },
  };
}
