import type { Page } from './page.js';
import type { Timeline } from './timeline.js';

/** Web Locks of one browser, exclusive ones. A frozen tab keeps what it holds; a dead one doesn't. */
export interface Locks {
  managerFor(page: Page): LockPort;
  /** The page is gone. */
  drop(page: Page): void;
}

interface LockOptions {
  readonly ifAvailable?: boolean;
  readonly steal?: boolean;
  readonly signal?: AbortSignal;
}

type Work = (lock: { readonly name: string } | null) => unknown;

export interface LockPort {
  request(name: string, optionsOrWork: LockOptions | Work, work?: Work): Promise<unknown>;
}

interface Waiting {
  readonly page: Page;
  readonly name: string;
  readonly start: () => void;
  readonly fail: (error: Error) => void;
}

export function createLocks(timeline: Timeline): Locks {
  const held = new Map<string, Waiting>();
  let queue: Waiting[] = [];

  function grant(name: string): void {
    const next = queue.find((waiting) => waiting.name === name);
    if (held.has(name) || !next) return;
    queue = queue.filter((waiting) => waiting !== next);
    held.set(name, next);
    timeline.after(0, () => next.page.run(next.start));
  }

  function release(waiting: Waiting): void {
    if (held.get(waiting.name) !== waiting) return;
    held.delete(waiting.name);
    grant(waiting.name);
  }

  function request(page: Page, name: string, options: LockOptions, work: Work): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        page,
        name,
        fail: reject,
        start: () => {
          const done = Promise.resolve().then(() => work({ name }));
          done.then(resolve, reject).then(() => release(waiting));
        },
      };
      if (options.signal?.aborted) return reject(options.signal.reason);
      if (options.ifAvailable && (held.has(name) || queue.some((each) => each.name === name))) {
        return page.later(0, () => resolve(work(null)));
      }
      if (options.steal) {
        const former = held.get(name);
        held.delete(name);
        former?.page.run(() => former.fail(new Error('AbortError: the lock was stolen')));
        queue.unshift(waiting);
      } else queue.push(waiting);
      options.signal?.addEventListener('abort', () => {
        if (!queue.includes(waiting)) return;
        queue = queue.filter((each) => each !== waiting);
        reject(options.signal?.reason);
      });
      grant(name);
    });
  }

  return {
    managerFor: (page) => ({
      request: (name, optionsOrWork, work) =>
        typeof optionsOrWork === 'function'
          ? request(page, name, {}, optionsOrWork)
          : request(page, name, optionsOrWork, work ?? (() => undefined)),
    }),
    drop(page) {
      queue = queue.filter((waiting) => waiting.page !== page);
      for (const waiting of [...held.values()]) if (waiting.page === page) release(waiting);
    },
  };
}
