import { randomUUID } from 'node:crypto';
import type { Bus } from '../events/index.js';

/** An agent's turn to have one suggestion of a ticket written. */
export interface Turn {
  /** Aborts when the same agent asks again for the same ticket, here or in another process. */
  readonly over: AbortSignal;
  end(): void;
}

/** Takes the turn from whoever has it: the last wish is the one that counts. */
export function takeTurn(bus: Bus, userId: string, ticketId: string): Turn {
  const topic = `suggestion:${userId}:${ticketId}`;
  const own = randomUUID();
  const over = new AbortController();
  bus.publish(topic, { seq: 0, data: own });
  const end = bus.subscribe(topic, (message) => {
    // Our own call may come back to us from another process.
    if (message !== null && message.data !== own) over.abort();
  });
  return { over: over.signal, end };
}
