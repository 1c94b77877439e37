import { OutgoingFault } from './fault.js';

/** The one time limit of a call, over all of its steps. */
export interface Deadline {
  /** Aborts with the {@link OutgoingFault} that ends the call: `timeout`, or `aborted` when the caller left. */
  readonly signal: AbortSignal;
  /** The call is over: nothing aborts any more. */
  end(): void;
}

/** Starts the clock. @param timeMs - for the whole call, in milliseconds. */
export function startDeadline(timeMs: number, caller?: AbortSignal): Deadline {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new OutgoingFault('timeout')), timeMs);
  const leave = () => over.abort(new OutgoingFault('aborted'));
  if (caller?.aborted) leave();
  caller?.addEventListener('abort', leave, { once: true });
  return {
    signal: over.signal,
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', leave);
    },
  };
}

/** Waits for work that can't be cancelled, but no longer than the deadline. */
export function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    const settle = () => signal.removeEventListener('abort', stop);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(settle);
  });
}
