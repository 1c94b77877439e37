import { ConvotError, type ErrorCode } from 'convot/protocol';
import type { AppSecret, SecretKind } from '../../wire/index.js';

/** What of an app's secrets is on the screen. Values are in memory only while they are shown. */
export type Shown =
  | { readonly state: 'hidden' | 'asking' }
  | { readonly state: 'shown'; readonly secrets: readonly AppSecret[] }
  | { readonly state: 'failed'; readonly code: ErrorCode };

export const HIDDEN: Shown = { state: 'hidden' };

type Answer = Promise<{ readonly secrets: readonly AppSecret[] }>;

/**
 * Asks for secrets and publishes what became of it. What is asked last counts: an answer that comes after
 * {@link SecretDesk.hide} shows nothing.
 */
export class SecretDesk {
  readonly #publish: (shown: Shown) => void;
  #asked = 0;

  constructor(publish: (shown: Shown) => void) {
    this.#publish = publish;
  }

  /** Shows the answer's secrets; the desk has noted the look in the audit log. */
  async show(ask: () => Answer): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    this.#publish({ state: 'asking' });
    const shown = await ask().then(
      ({ secrets }): Shown => ({ state: 'shown', secrets }),
      (error: unknown): Shown => ({ state: 'failed', code: error instanceof ConvotError ? error.code : 'internal' }),
    );
    if (turn === this.#asked) this.#publish(shown);
  }

  hide(): void {
    this.#asked += 1;
    this.#publish(HIDDEN);
  }
}

/** One kind's secrets: the current one, and the former while it is still accepted. */
export function ofKind(
  secrets: readonly AppSecret[],
  kind: SecretKind,
): { readonly current: AppSecret | null; readonly previous: AppSecret | null } {
  const own = secrets.filter((secret) => secret.kind === kind);
  const pick = (state: AppSecret['state']) => own.find((secret) => secret.state === state) ?? null;
  return { current: pick('current'), previous: pick('previous') };
}
