import { ModelError } from './errors.js';

/** How long a call may take; ends it by its signal, and says which of the two gave it up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Fails with `model_timeout` or `model_aborted` when it is over before the work is, also of work that heeds no signal. */
  race<T>(work: PromiseLike<T>): Promise<T>;
  /** Why it is over; `null` while it isn't. */
  reason(): ModelError | null;
  /** Gives the silence between two pieces its whole time again. */
  heard(): void;
  /** Ends what is still under way. */
  close(): void;
}

/**
 * @param timeoutMs - for the whole call
 * @param idleMs - for the silence before each {@link Deadline.heard}, if that is limited too
 */
export function startDeadline(timeoutMs: number, left: AbortSignal | undefined, idleMs?: number): Deadline {
  const over = new AbortController();
  const end = (code: 'model_timeout' | 'model_aborted') => over.abort(new ModelError(code));
  const leave = () => end('model_aborted');
  if (left?.aborted) leave();
  left?.addEventListener('abort', leave, { once: true });
  const late = () => end('model_timeout');
  const whole = setTimeout(late, timeoutMs);
  let silence = idleMs === undefined ? undefined : setTimeout(late, idleMs);
  const reason = () => (over.signal.aborted ? (over.signal.reason as ModelError) : null);
  return {
    signal: over.signal,
    reason,
    race: (work) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(over.signal.reason);
        if (over.signal.aborted) giveUp();
        over.signal.addEventListener('abort', giveUp, { once: true });
        Promise.resolve(work)
          .then(resolve, reject)
          .finally(() => over.signal.removeEventListener('abort', giveUp));
      }),
    heard: () => {
      clearTimeout(silence);
      if (idleMs !== undefined) silence = setTimeout(late, idleMs);
    },
    close: () => {
      clearTimeout(whole);
      clearTimeout(silence);
      left?.removeEventListener('abort', leave);
      leave();
    },
  };
}
