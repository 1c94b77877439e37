/** Lets a fixed number of tasks run at a time. */
export interface Slots {
  /** Runs the task when its turn comes, first come, first served, and settles as it does. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** @param count how many tasks run at a time, 1 or more */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  const taken = () =>
    new Promise<void>((resolve) => {
      if (free > 0) {
        free--;
        resolve();
      } else waiting.push(resolve);
    });
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    async run(task) {
      await taken();
      try {
        return await task();
      } finally {
        give();
      }
    },
  };
}
