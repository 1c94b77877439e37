import type { StreamEvent } from '../../protocol/index.js';

type Listener = (event: StreamEvent) => void;

/** Who follows which session. Nothing is lost on the way, so there is nothing to replay. */
export class Streams {
  readonly #followers = new Map<string, Set<Listener>>();

  /** Resolves when `signal` aborts or the session ends. */
  follow(credential: string, listener: Listener, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = () => {
        this.#of(credential).delete(follower);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const follower: Listener = (event) => {
        if (event.type === 'session_ended') stop();
        listener(event);
      };
      this.#of(credential).add(follower);
      signal.addEventListener('abort', stop);
    });
  }

  send(credential: string, event: StreamEvent): void {
    for (const follower of [...this.#of(credential)]) follower(event);
  }

  end(credential: string): void {
    this.send(credential, { type: 'session_ended' });
    this.#followers.delete(credential);
  }

  #of(credential: string): Set<Listener> {
    const followers = this.#followers.get(credential) ?? new Set();
    this.#followers.set(credential, followers);
    return followers;
  }
}
