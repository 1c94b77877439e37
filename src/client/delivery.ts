import { ConvotError } from '../protocol/errors.js';
import { ignore } from '../protocol/ignore.js';
import type { BackendAdapter, ErrorCode, Session } from '../protocol/index.js';
import { acknowledge, type Batch, type EntryResult, expire, type Outcome, peek } from './outbox.js';
import type { Store } from './store.js';

/** The part of a session that a delivery needs. */
export type Sender = Pick<Session, 'credential' | 'handle' | 'trust'>;

const TRANSIENT: readonly ErrorCode[] = ['offline', 'internal', 'too_many_requests', 'session_ended'];

/**
 * Whether the same request may be sent again, under this session or a new one. What is no `ConvotError` is a fault, and
 * treated as a passing one.
 */
export function mayPass(error: unknown): boolean {
  return !(error instanceof ConvotError) || TRANSIENT.includes(error.code);
}

/** Read, send, acknowledge: until nothing of this session's person waits. */
export interface Delivery {
  /** @throws ConvotError `session_ended`, or a transient one: what waits then stays. */
  flush(session: Sender): Promise<void>;
  /** Sends what is under way once more as the page goes away; its answer is read when the page lives on. */
  flushOnLeaving(): void;
  /** Its person ended: what was under way is nobody's any more. */
  drop(): void;
}

/**
 * @param tell - hears of every entry that reached its end, once it is off the disk.
 */
export function createDelivery(
  adapter: BackendAdapter,
  store: Store,
  tell: (outcomes: readonly Outcome[]) => void,
): Delivery {
  let underway: readonly [credential: string, batch: Batch] | null = null;

  async function send(credential: string, batch: Batch, keepalive = false): Promise<readonly Outcome[]> {
    const { results } = await adapter
      .push(credential, batch, { keepalive })
      .catch((error: ConvotError): { results: readonly EntryResult[] } => {
        if (mayPass(error)) throw error;
        // Final for the entries that the request held, and for them alone.
        return { results: batch.entries.map(({ seq }) => ({ seq, status: 'refused', code: error.code })) };
      });
    const ended = await store.change((outbox) => acknowledge(outbox, batch.lane, results));
    tell(ended);
    return ended;
  }

  async function flush(session: Sender): Promise<void> {
    const [expired, batch] = await store.change(
      (outbox) => [expire(outbox, Date.now()), peek(outbox, session)] as const,
    );
    tell(expired);
    underway = batch && [session.credential, batch];
    // An answer that names nothing would make this an endless loop.
    if (underway && (await send(...underway))[0]) await flush(session);
  }

  return {
    flush,
    flushOnLeaving() {
      if (underway) send(...underway, true).catch(ignore);
    },
    drop() {
      underway = null;
    },
  };
}
