/** First pause after a failure, in milliseconds; doubled each time, with jitter so that pages don't come back as one. */
const MIN_DELAY_MS = 1_000;

/** Longest pause, in milliseconds. A return of the network or the tab ends any pause at once. */
const MAX_DELAY_MS = 5 * 60_000;

/** One worker: runs when there is something to do, once more when woken meanwhile, later again after a failure. */
export interface Loop {
  wake(): void;
  /** Wakes and ends a pause. Resolves when there is nothing more to do for now, done or failed. */
  hurry(): Promise<void>;
  /** Starts nothing more. Resolves when what runs has ended. */
  stop(): Promise<void>;
}

/**
 * @param work - does all there is to do.
 * @param onFailure - says how long to wait at least before trying again, in milliseconds; `null`: not by itself.
 */
export function createLoop(work: () => Promise<void>, onFailure: (error: unknown) => number | null): Loop {
  let state: 'resting' | 'working' | 'pausing' | 'stopped' = 'resting';
  let isWoken = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = Promise.resolve();

  async function run(): Promise<void> {
    let delay: number | null;
    state = 'working';
    do {
      isWoken = false;
      delay = null;
      try {
        await work();
        failures = 0;
      } catch (error) {
        delay = onFailure(error);
        if (delay !== null) delay = Math.max(delay, backoff(failures++));
      }
      // What woke it meanwhile may cure a first failure; after that a pause is a pause.
    } while (isWoken && (delay === null || failures === 1) && state === 'working');
    if (state !== 'working') return;
    state = 'resting';
    if (delay === null) return;
    state = 'pausing';
    timer = setTimeout(start, delay);
  }

  function start(): void {
    running = run();
  }

  function wake(): void {
    if (state === 'resting') start();
    else isWoken = true;
  }

  return {
    wake,
    hurry() {
      clearTimeout(timer);
      if (state === 'pausing') start();
      else wake();
      return running;
    },
    stop() {
      state = 'stopped';
      clearTimeout(timer);
      return running;
    },
  };
}

function backoff(failures: number): number {
  return Math.min(MIN_DELAY_MS * 2 ** failures, MAX_DELAY_MS) * (0.5 + Math.random() / 2);
}
