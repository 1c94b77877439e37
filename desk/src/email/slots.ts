/** Lets a fixed number of tasks run at a time, and fewer of one party, so that no party keeps out the others. */
export interface Slots {
  /**
   * Runs the task when its turn comes, and settles as it does: first come, first served, but those of a party that runs as
   * many as it may let others past.
   */
  run<T>(party: string, task: () => Promise<T>): Promise<T>;
}

/** @param limits how many tasks run at a time: of all parties, and of each */
export function createSlots({ all, each }: { readonly all: number; readonly each: number }): Slots {
  const waiting: { readonly party: string; readonly start: () => void }[] = [];
  const running = new Map<string, number>();
  let free = all;
  const of = (party: string) => running.get(party) ?? 0;
  const startNext = () => {
    const place = free > 0 ? waiting.findIndex(({ party }) => of(party) < each) : -1;
    const [next] = place === -1 ? [] : waiting.splice(place, 1);
    if (!next) return;
    free--;
    running.set(next.party, of(next.party) + 1);
    next.start();
  };
  const end = (party: string) => {
    free++;
    if (of(party) > 1) running.set(party, of(party) - 1);
    else running.delete(party);
    startNext();
  };
  return {
    async run(party, task) {
      await new Promise<void>((start) => {
        waiting.push({ party, start });
        startNext();
      });
      try {
        return await task();
      } finally {
        end(party);
      }
    },
  };
}
