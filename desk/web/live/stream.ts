import { serverEvents } from 'convot/protocol';
import type { AgentEvent } from '../../wire/index.js';

/** First and longest pause before connecting again, in milliseconds. */
export const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 30_000;

/** A stream that says nothing for so long is dead: the desk sends a sign of life more often. In milliseconds. */
export const SILENCE_MS = 60_000;

/** How the stream stands. `waiting`: it failed more than once in a row. `ended`: the desk no longer knows who asks. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'ended';

export interface StreamHandlers {
  onEvent(event: AgentEvent): void;
  onState(state: StreamState): void;
}

/** What the stream needs of its surroundings, so that tests run in virtual time. */
export interface StreamEffects {
  readonly fetch: typeof fetch;
  /** Resolves after the pause, or at once when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A followed stream. */
export interface Following {
  /** Ends a pause: the network is back, or somebody looks at the page again. */
  hurry(): void;
  stop(): void;
}

/**
 * Follows the desk's events for as long as the page wants them: one request at a time, resumed with `Last-Event-ID`.
 *
 * ```
 * connecting ──200──► live ──end, error, silence──► (pause) ──► connecting
 *      │  └──error, again──► waiting ──pause──► connecting
 *      └──401──► ended
 * ```
 *
 * The first place that the desk names is told as a `gap`: nobody knows what happened between the page's first reads and it.
 */
export function followStream(path: string, handlers: StreamHandlers, effects: StreamEffects): Following {
  const stopped = new AbortController();
  let pausing = new AbortController();
  let lastId: string | null = null;
  let failures = 0;

  const receive = ({ id, data }: { id: string; data: string }) => {
    const isFirst = lastId === null;
    if (id !== '') lastId = id;
    if (isFirst && id !== '') handlers.onEvent({ type: 'gap' });
    const event = readEvent(data);
    if (event) handlers.onEvent(event);
  };

  const connect = async (): Promise<'ended' | 'again'> => {
    handlers.onState('connecting');
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    stopped.signal.addEventListener('abort', abort);
    try {
      const response = await effects.fetch(path, {
        headers: { accept: 'text/event-stream', ...(lastId === null ? {} : { 'last-event-id': lastId }) },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (response.status === 401) return 'ended';
      if (!response.ok || !response.body) return 'again';
      handlers.onState('live');
      const feed = serverEvents(receive);
      const hear = (piece: string) => {
        failures = 0;
        feed(piece);
      };
      await readAll(response.body, hear, attempt, effects);
    } catch {
      // Every way in which a connection breaks has the same answer: another one, later.
    } finally {
      stopped.signal.removeEventListener('abort', abort);
      attempt.abort();
    }
    return 'again';
  };

  const follow = async () => {
    while (!stopped.signal.aborted) {
      const outcome = await connect();
      if (stopped.signal.aborted) return;
      if (outcome === 'ended') return handlers.onState('ended');
      // The desk ends each stream after a while: that alone is no trouble worth telling.
      if (failures > 0) handlers.onState('waiting');
      pausing = new AbortController();
      await effects.pause(pauseBefore(failures, effects.random()), pausing.signal);
      failures += 1;
    }
  };
  void follow();

  return {
    hurry: () => pausing.abort(),
    stop: () => {
      stopped.abort();
      pausing.abort();
    },
  };
}

/** Doubles from {@link FIRST_PAUSE_MS} to {@link LONGEST_PAUSE_MS}; by chance up to half of it is left out, so that a restarted desk is not met by all at once. */
export function pauseBefore(failures: number, random: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
  return full * (1 - random / 2);
}

async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onPiece: (piece: string) => void,
  attempt: AbortController,
  { pause }: StreamEffects,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const heard = new AbortController();
    void pause(SILENCE_MS, heard.signal).then(() => {
      if (!heard.signal.aborted) attempt.abort();
    });
    const { done, value } = await reader.read().finally(() => heard.abort());
    if (done) return;
    onPiece(value);
  }
}

const TYPES: readonly AgentEvent['type'][] = [
  'message',
  'conversation',
  'ticket',
  'context',
  'lookup',
  'analysis',
  'email',
  'gap',
];

/** An event of a newer desk, or none at all, is passed over. */
function readEvent(data: string): AgentEvent | null {
  try {
    const event: AgentEvent | null = JSON.parse(data);
    return event && TYPES.includes(event.type) ? event : null;
  } catch {
    return null;
  }
}
