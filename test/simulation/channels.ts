import { clone } from './clone.js';
import type { Page } from './page.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';

/** The messages between tabs of one browser: late at times, and lost on tabs that are frozen. */
export interface Channels {
  /** The page's `BroadcastChannel`. */
  constructorFor(page: Page): new (name: string) => Channel;
  /** Whether a message to this page was ever lost. */
  hasLost(page: Page): boolean;
}

export interface Channel {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(data: unknown): void;
  close(): void;
}

/** Slowest delivery, in milliseconds, and how often it is that slow. */
const SLOW_MS = 800;
const SLOW_SHARE = 0.1;

/** How often a frozen tab never gets a message. */
const LOST_SHARE = 0.5;

export function createChannels(timeline: Timeline, random: Random, onLoss: () => void): Channels {
  const open = new Set<{ readonly name: string; readonly page: Page; readonly channel: Channel }>();
  const unlucky = new Set<number>();

  function deliver(page: Page, channel: Channel, data: unknown): void {
    if (page.isFrozen && random.chance(LOST_SHARE)) {
      unlucky.add(page.id);
      onLoss();
      return;
    }
    page.run(() => channel.onmessage?.({ data }));
  }

  return {
    hasLost: (page) => unlucky.has(page.id),
    constructorFor: (page) =>
      class implements Channel {
        onmessage: Channel['onmessage'] = null;
        readonly #entry;
        constructor(name: string) {
          this.#entry = { name, page, channel: this };
          open.add(this.#entry);
        }
        postMessage(data: unknown): void {
          if (!open.has(this.#entry)) throw new Error('InvalidStateError: the channel is closed');
          for (const other of open) {
            if (other === this.#entry || other.name !== this.#entry.name) continue;
            const copy = clone(data);
            const delay = random.chance(SLOW_SHARE) ? random.between(20, SLOW_MS) : random.between(0, 3);
            timeline.after(delay, () => {
              if (open.has(other)) deliver(other.page, other.channel, copy);
            });
          }
        }
        close(): void {
          open.delete(this.#entry);
        }
      },
  };
}
