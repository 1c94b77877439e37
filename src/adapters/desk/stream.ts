import { CHAT_ROUTES } from '../../protocol/chat-routes.js';
import { type ServerEvent, serverEvents } from '../../protocol/event-stream.js';
import type { ConvotError, StreamEvent } from '../../protocol/index.js';
import type { DeskHttp } from './http.js';

/** First pause before connecting again, in milliseconds; doubled each time, with jitter. */
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/** A stream silent for longer than this is dead: the desk sends a heartbeat well within it. In milliseconds. */
const SILENCE_LIMIT_MS = 60_000;

/** Errors after which connecting again can't help. */
const FINAL: readonly string[] = ['session_ended', 'request_invalid', 'forbidden', 'not_found'];

const GAP = { type: 'gap' } as const;

/**
 * Follows server-sent events over `fetch` (a header carries the credential, which `EventSource` can't), going on
 * after each lost connection where it stopped.
 *
 * @returns when `signal` aborts or the session ended.
 * @throws ConvotError a final one
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function follow(
  http: DeskHttp,
  credential: string,
  listener: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId = '';
  let failures = 0;
  let isEnded = false;
  const onEvent = ({ id, data }: ServerEvent) => {
    failures = 0;
    // The desk first names the stream's place. What came before it and after the last read is in nobody's hands.
    const event = data || lastId ? readEvent(data) : GAP;
    // First, so that an event which nobody can read isn't asked for again.
    if (id) lastId = id;
    if (!event) return;
    isEnded ||= event.type === 'session_ended';
    listener(event);
  };
  while (!signal.aborted && !isEnded) {
    try {
      await connectOnce(http, credential, lastId, onEvent, signal);
    } catch (error) {
      if (signal.aborted) return;
      const { code } = error as Partial<ConvotError>;
      if (code === 'session_ended') {
        listener({ type: 'session_ended' });
        return;
      }
      if (code && FINAL.includes(code)) throw error;
    }
    if (!isEnded)
      await pause(Math.min(MIN_PAUSE_MS * 2 ** failures++, MAX_PAUSE_MS) * (0.5 + Math.random() / 2), signal);
  }
}

async function connectOnce(
  http: DeskHttp,
  credential: string,
  lastId: string,
  onEvent: (event: ServerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  signal.addEventListener('abort', stop);
  let silence = setTimeout(stop, SILENCE_LIMIT_MS);
  try {
    const body = await http(CHAT_ROUTES.stream, {
      credential,
      headers: lastId ? { 'last-event-id': lastId } : {},
      signal: attempt.signal,
      cache: 'no-store',
      read: async (response) => response.body as NonNullable<typeof response.body>,
    });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const read = serverEvents(onEvent);
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_LIMIT_MS);
      read(part.value);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
  }
}

/** `null` for a place alone, and for what is no event. */
function readEvent(data: string): StreamEvent | null {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    globalThis.addEventListener?.('online', done);
    signal.addEventListener('abort', done);
    function done(): void {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
