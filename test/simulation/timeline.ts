import { setImmediate as afterMicrotasks } from 'node:timers';

/** Virtual time: nothing happens but what was put on it, one thing after the other, each with all that it sets off. */
export interface Timeline {
  /** Milliseconds since the run began; no clock jump changes them. */
  now(): number;
  /** Does it later. @returns what calls it off */
  after(ms: number, task: () => void | Promise<void>): () => void;
  /** Lets time pass; what is due happens in its order. */
  pass(ms: number): Promise<void>;
}

/** Above this a run is endless. */
const MOST_TASKS = 60_000;

interface Due {
  readonly at: number;
  readonly task: () => void | Promise<void>;
}

/** @throws Error when a run doesn't come to an end. */
export function createTimeline(): Timeline {
  const queue: Due[] = [];
  let now = 0;
  let done = 0;
  const settle = () => new Promise<void>((resolve) => void afterMicrotasks(resolve));

  async function pass(ms: number): Promise<void> {
    const until = now + ms;
    await settle();
    for (let next = queue[0]; next && next.at <= until; next = queue[0]) {
      queue.shift();
      now = Math.max(now, next.at);
      await next.task();
      await settle();
      done += 1;
      if (done > MOST_TASKS) throw new Error('endless: the tabs never come to rest');
    }
    now = until;
  }

  return {
    now: () => now,
    pass,
    after(ms, task) {
      const due = { at: now + Math.max(0, ms), task };
      // Behind everything that is due at the same time.
      let place = queue.length;
      while (place > 0 && (queue[place - 1]?.at ?? 0) > due.at) place -= 1;
      queue.splice(place, 0, due);
      return () => {
        const at = queue.indexOf(due);
        if (at >= 0) queue.splice(at, 1);
      };
    },
  };
}
