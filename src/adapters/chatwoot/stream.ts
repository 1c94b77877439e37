import { ConvotError, type Message, type StreamEvent } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { connectOnce } from './cable.js';
import { isCode } from './http.js';
import type { Held } from './sessions.js';
import { conversationsOf, readMessage } from './threads.js';

/** First pause before connecting again, in milliseconds; doubled each time, with jitter. */
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * Follows the seat's events, connecting again by itself. Chatwoot replays nothing, so each connection begins with a
 * `gap`; and it tells a message alone, so the conversation that it changed is read.
 */
export async function follow(
  chatwoot: Chatwoot,
  credential: string,
  listener: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { sessions, origin } = chatwoot;
  const over = new AbortController();
  const ended = sessions.ended(credential);
  const stop = () => over.abort();
  signal.addEventListener('abort', stop);
  ended.addEventListener('abort', stop);
  try {
    const held = sessions.read(credential);
    const tell = (event: StreamEvent) => {
      if (!over.signal.aborted) listener(event);
    };
    const readAgain = reader(chatwoot, held, tell);
    let failures = 0;
    const on = {
      confirmed: () => {
        failures = 0;
        tell({ type: 'gap' });
      },
      event: (name: string, data: unknown) => {
        const message = name === 'message.created' ? messageIn(data) : null;
        if (!message) return;
        tell({ type: 'message', message });
        readAgain(message.conversation_id);
      },
    };
    while (!signal.aborted && !ended.aborted) {
      failures += 1;
      await connectOnce(origin, held.pubsub, on, over.signal);
      // A seat that is gone is never confirmed, and nothing says so but this.
      if (failures > 0 && !over.signal.aborted) await conversationsOf(chatwoot, held).catch(unlessEnded);
      const wait = Math.min(MIN_PAUSE_MS * 2 ** failures, MAX_PAUSE_MS) * (0.5 + Math.random() / 2);
      await pause(wait, over.signal);
    }
  } catch (error) {
    if (!isCode(error, 'session_ended')) throw error;
    sessions.end(credential);
  } finally {
    signal.removeEventListener('abort', stop);
    ended.removeEventListener('abort', stop);
  }
  if (ended.aborted && !signal.aborted) listener({ type: 'session_ended' });
}

/** Tells the conversations that changed; however many messages come at once, one read is under way. */
function reader(chatwoot: Chatwoot, held: Held, tell: (event: StreamEvent) => void): (id: string) => void {
  const changed = new Set<string>();
  let isReading = false;
  return async (id) => {
    changed.add(id);
    if (isReading) return;
    isReading = true;
    while (changed.size > 0) {
      const ids = new Set(changed);
      changed.clear();
      const threads = await conversationsOf(chatwoot, held).catch(() => []);
      for (const { conversation } of threads)
        if (ids.has(conversation.id)) tell({ type: 'conversation', conversation });
    }
    isReading = false;
  };
}

/** An event that nobody can read is passed over. */
function messageIn(data: unknown): Message | null {
  try {
    return readMessage(data);
  } catch {
    return null;
  }
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof ConvotError) || error.code === 'session_ended') throw error;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
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
