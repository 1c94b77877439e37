import { ConvotError, type ErrorCode } from '../protocol/index.js';

/** How long the suite waits for something that the backend must deliver by itself, in milliseconds. */
const DELIVERY_WITHIN_MS = 5_000;

/** An adapter broke the contract; the message names the rule. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** @throws ConformanceError with the rule, when it does not hold. */
export function expectThat(holds: unknown, rule: string): asserts holds {
  if (!holds) throw new ConformanceError(`Expected: ${rule}.`);
}

/** Compares as JSON does, without regard to the order of keys. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [canonical(actual), canonical(expected)];
  if (found !== wanted) throw new ConformanceError(`${what}: expected ${wanted}, found ${found}.`);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Expects a rejection with a `ConvotError` of this code: an adapter rejects with nothing else. */
export async function expectRejection(promise: Promise<unknown>, code: ErrorCode, rule: string): Promise<void> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason ?? 'nothing',
  );
  expectThat(error !== null, `${rule}: rejected with ${code}, but it resolved`);
  expectThat(error instanceof ConvotError, `${rule}: a ConvotError, but it was ${String(error)}`);
  expectThat(error.code === code, `${rule}: the code ${code}, but it was ${error.code}`);
}

/** Collects what arrives, and waits for what must. */
export class Arrivals<T> {
  readonly all: T[] = [];
  #waiting: (() => void)[] = [];

  /** Hand this to whatever delivers. */
  readonly add = (item: T): void => {
    this.all.push(item);
    for (const look of this.#waiting.splice(0)) look();
  };

  /** Resolves with the first item, also an earlier one, that matches. */
  async until(matches: (item: T) => boolean, rule: string): Promise<T> {
    const deadline = Date.now() + DELIVERY_WITHIN_MS;
    for (;;) {
      const found = this.all.find(matches);
      if (found !== undefined) return found;
      expectThat(Date.now() < deadline, `${rule} within ${DELIVERY_WITHIN_MS} ms`);
      await this.next(deadline - Date.now());
    }
  }

  /** Resolves when the next item arrives, or when the time is over. */
  async next(ms: number): Promise<void> {
    await within(new Promise<void>((resolve) => this.#waiting.push(resolve)), ms);
  }
}

/** Expects a promise to settle by itself. */
export async function expectSettled(promise: Promise<unknown>, rule: string): Promise<void> {
  const settled = promise.then(() => true);
  expectThat(await within(settled, DELIVERY_WITHIN_MS), `${rule} within ${DELIVERY_WITHIN_MS} ms`);
}

/** Resolves with `undefined` when the time is over first. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}
