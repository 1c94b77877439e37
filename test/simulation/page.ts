import type { Timeline } from './timeline.js';

/** One load of a page in a tab: what runs in it runs only while it lives, and waits while it is frozen. */
export interface Page {
  /** Counts page loads of the run, from 1. */
  readonly id: number;
  readonly isAlive: boolean;
  readonly isFrozen: boolean;
  /** Runs something in the page: now, when it thaws, or never. */
  run(task: () => void): void;
  /** The same after a time. @returns what calls it off */
  later(ms: number, task: () => void): () => void;
  freeze(): void;
  thaw(): void;
  kill(): void;
  /** `addEventListener` of the page's window. */
  listen(name: string, listener: (event: object) => void, options?: { readonly signal?: AbortSignal }): void;
  /** Dispatches an event at the window. */
  dispatch(name: string, event?: object): void;
}

/** @param onEscape - hears of every exception that the page's code let through. */
export function createPage(id: number, timeline: Timeline, onEscape: (error: unknown) => void): Page {
  let state: 'running' | 'frozen' | 'dead' = 'running';
  const backlog: (() => void)[] = [];
  const listeners: { readonly name: string; readonly listener: (event: object) => void; signal?: AbortSignal }[] = [];

  function run(task: () => void): void {
    if (state === 'dead') return;
    if (state === 'frozen') {
      backlog.push(task);
      return;
    }
    try {
      task();
    } catch (error) {
      onEscape(error);
    }
  }

  return {
    id,
    get isAlive() {
      return state !== 'dead';
    },
    get isFrozen() {
      return state === 'frozen';
    },
    run,
    later: (ms, task) => timeline.after(ms, () => run(task)),
    freeze() {
      if (state === 'running') state = 'frozen';
    },
    thaw() {
      if (state !== 'frozen') return;
      state = 'running';
      for (const task of backlog.splice(0)) timeline.after(0, () => run(task));
    },
    kill() {
      state = 'dead';
    },
    listen(name, listener, options) {
      listeners.push({ name, listener, ...(options?.signal && { signal: options.signal }) });
    },
    dispatch(name, event = { type: name }) {
      for (const each of [...listeners]) {
        if (each.name === name && !each.signal?.aborted) run(() => each.listener(event));
      }
    },
  };
}
