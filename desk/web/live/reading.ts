import { ConvotError, type ErrorCode } from 'convot/protocol';

/** What is known of something that the desk was asked for. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly code: ErrorCode };

export const LOADING: Loaded<never> = { state: 'loading' };

type Round = 'idle' | 'reading' | 'reading, then again' | 'stopped';

/**
 * Keeps one answer of the desk current: read once, read again after a gap, changed by events in between.
 *
 * ```
 * loading ──answer──► ready ◄──answer── ready, reading again
 *    │                  │ update: applied at once, and once more to an answer that is still on its way
 *    └──error──► failed │ error while ready: what was shown stays
 * ```
 */
export class Reading<T> {
  readonly #load: (known: T | null) => Promise<T>;
  readonly #publish: (loaded: Loaded<T>) => void;
  #loaded: Loaded<T> = LOADING;
  #round: Round = 'idle';
  /** Changes that came while an answer was on its way and may not be in it. Each must bear being applied twice. */
  #late: ((value: T) => T)[] = [];

  /** @param load - gets what is known when it asks, so that a list read again keeps its further pages. */
  constructor(load: (known: T | null) => Promise<T>, publish: (loaded: Loaded<T>) => void) {
    this.#load = load;
    this.#publish = publish;
  }

  /** Asks the desk. While an answer is on its way it asks once more afterwards, however often it is called. */
  reload(): void {
    if (this.#round === 'idle') void this.#read();
    else if (this.#round === 'reading') this.#round = 'reading, then again';
  }

  /** Changes what is known, as an event says. */
  update(change: (value: T) => T): void {
    if (this.#round !== 'idle') this.#late.push(change);
    if (this.#loaded.state === 'ready') this.#show({ state: 'ready', value: change(this.#loaded.value) });
  }

  /** Nothing is published after this. */
  stop(): void {
    this.#round = 'stopped';
  }

  async #read(): Promise<void> {
    this.#round = 'reading';
    this.#late = [];
    if (this.#loaded.state === 'failed') this.#show(LOADING);
    const known = this.#loaded.state === 'ready' ? this.#loaded.value : null;
    const answer = await this.#load(known).then(
      (value): Loaded<T> => ({ state: 'ready', value: this.#late.reduce((now, change) => change(now), value) }),
      (error: unknown): Loaded<T> => ({
        state: 'failed',
        code: error instanceof ConvotError ? error.code : 'internal',
      }),
    );
    if (this.#is('stopped')) return;
    if (answer.state === 'ready' || this.#loaded.state !== 'ready') this.#show(answer);
    const again = this.#is('reading, then again');
    this.#round = 'idle';
    if (again) this.reload();
  }

  /** Asked anew after each pause: what the compiler knew before it may have changed. */
  #is(round: Round): boolean {
    return this.#round === round;
  }

  #show(loaded: Loaded<T>): void {
    if (this.#is('stopped')) return;
    this.#loaded = loaded;
    this.#publish(loaded);
  }
}
