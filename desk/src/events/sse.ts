import type { Step } from './follow.js';

/** Comment lines keep proxies from closing a quiet stream (the shortest common limit is 30 s). */
const HEARTBEAT_MS = 20_000;

/** Bytes that may wait in the response before the log is read on. */
const BUFFERED_BYTES = 65_536;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Reverse proxies (nginx) hold a response back until a buffer is full unless told not to.
  'X-Accel-Buffering': 'no',
};

/** What has no place in any log, so that nobody can ask for it again. */
export interface Note {
  readonly kind: 'note';
  /** JSON text. */
  readonly data: string;
}

/** How a stream is written. */
export interface SseOptions {
  /** Tells what to say last, after the steps have ended; `null` for nothing. */
  readonly farewell: () => { readonly type: string } | null;
  /** Called once, however the stream ends. Must end the steps. */
  readonly onEnd: () => void;
}

/**
 * Writes steps as server-sent events, no faster than they are read.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function sseResponse(steps: AsyncGenerator<Step | Note, void, void>, { farewell, onEnd }: SseOptions): Response {
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(heartbeat);
    onEnd();
    // Steps that rest between two reads don't see their signal: this lets go of what they hold.
    void steps.return();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // The first bytes send the headers on their way.
        controller.enqueue(encoder.encode(': open\n\n'));
        heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'));
        }, HEARTBEAT_MS);
        heartbeat.unref();
      },
      async pull(controller) {
        try {
          const next = await steps.next();
          if (ended) return;
          if (!next.done) return controller.enqueue(encoder.encode(frame(next.value)));
          const last = farewell();
          if (last) controller.enqueue(encoder.encode(`data: ${JSON.stringify(last)}\n\n`));
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFERED_BYTES }),
  );
  return new Response(body, { headers: HEADERS });
}

function frame(step: Step | Note): string {
  if (step.kind === 'note') return `data: ${step.data}\n\n`;
  if (step.kind === 'event') return `id: ${step.seq}\ndata: ${step.data}\n\n`;
  // An id alone sets the reader's place without telling it anything.
  return step.kind === 'place' ? `id: ${step.seq}\n\n` : `id: ${step.seq}\ndata: {"type":"gap"}\n\n`;
}

/** The place that a reader asks to go on from; `null` when it names none. */
export function lastEventId(headers: Headers): number | null {
  const text = headers.get('Last-Event-ID');
  if (text === null || text === '') return null;
  // What this desk never gave out is answered like a place of another database: with a gap.
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.MAX_SAFE_INTEGER;
}
