import type { Bus, BusMessage } from './bus.js';

/** Messages that wait for one slow reader. Beyond it they are dropped, and the reader goes back to the log. */
const INBOX_MESSAGES = 256;

/** What a reader finds: a message, the news that some were lost, or the end. */
export type Received = BusMessage | 'lost' | 'ended';

/** A bounded queue between the bus and one reader. */
export interface Inbox {
  /** Waits for the next; one call at a time. */
  take(): Promise<Received>;
  close(): void;
}

/** Subscribes at once: whatever is published from here on is received or reported as lost. */
export function openInbox(bus: Bus, topic: string, signal: AbortSignal): Inbox {
  let waiting: BusMessage[] = [];
  let lost = false;
  let wake = () => {};

  const unsubscribe = bus.subscribe(topic, (message) => {
    if (message === null || waiting.length >= INBOX_MESSAGES) {
      waiting = [];
      lost = true;
    } else if (!lost) {
      waiting.push(message);
    }
    wake();
  });
  const onEnd = () => wake();
  signal.addEventListener('abort', onEnd);
  bus.closed.addEventListener('abort', onEnd);

  function poll(): Received | undefined {
    if (signal.aborted || bus.closed.aborted) return 'ended';
    if (!lost) return waiting.shift();
    lost = false;
    return 'lost';
  }

  return {
    async take() {
      for (;;) {
        const received = poll();
        if (received) return received;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close() {
      unsubscribe();
      signal.removeEventListener('abort', onEnd);
      bus.closed.removeEventListener('abort', onEnd);
    },
  };
}
