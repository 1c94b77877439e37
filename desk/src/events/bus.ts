/** What travels between the processes of a desk once its transaction is committed. */
export interface BusMessage {
  /** Its place in the log of its topic's scope; 0 on topics that keep no log. */
  readonly seq: number;
  /** JSON text, ready to be written to any number of streams. */
  readonly data: string;
}

/** Gets a message, or `null` when some may have been lost (after a broken connection): read the log again. */
export type BusListener = (message: BusMessage | null) => void;

/**
 * Tells every process of the desk what was committed. Delivery is at most once and in no certain order: the log in the
 * database is the truth, a message is only the news of it.
 */
export interface Bus {
  publish(topic: string, message: BusMessage): void;
  /** @returns the end of the subscription. */
  subscribe(topic: string, listener: BusListener): () => void;
  /** Aborted by {@link Bus.close}: streams end then. */
  readonly closed: AbortSignal;
  close(): void;
}

/** A bus within one process. */
export function createLocalBus(): Bus {
  const topics = new Map<string, Set<BusListener>>();
  const closing = new AbortController();
  return {
    closed: closing.signal,
    close: () => closing.abort(),
    publish(topic, message) {
      for (const listener of [...(topics.get(topic) ?? [])]) listener(message);
    },
    subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
  };
}
