/** First pause after a failure, in milliseconds; doubled each time, with jitter so that pages don't come back as one. */
const MIN_DELAY_MS = 1_000;

/** Longest pause, in milliseconds. A return of the network or the tab ends any pause at once. */
const MAX_DELAY_MS = 5 * 60_000;

/**
 * One worker. What it returns starts a round of work, behind the one that runs: however often it is called meanwhile,
 * one more round follows. It ends any pause, and resolves when its round is over, done or failed.
 *
 * @param work - does all there is to do.
 * @param onFailure - says how long to wait at least before the next round, in milliseconds.
 */
export function createLoop(work: () => Promise<void>, onFailure: (error: unknown) => number): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | undefined;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function round(): Promise<void> {
    next = undefined;
    try {
      await work();
      failures = 0;
    } catch (error) {
      const delay = Math.min(MIN_DELAY_MS * 2 ** failures++, MAX_DELAY_MS) * (0.5 + Math.random() / 2);
      timer = setTimeout(wake, Math.max(onFailure(error), delay));
    }
  }

  function wake(): Promise<void> {
    clearTimeout(timer);
    next ??= last = last.then(round);
    return next;
  }

  return wake;
}
