import type { Client } from '../client/client.js';
import type { ClientStatus } from '../client/status.js';
import { ConvotError } from '../protocol/index.js';
import { CALM, watchStatus } from './status.js';

/**
 * What a provider gives its hooks.
 *
 * A client that the provider creates lives while the provider is mounted:
 *
 * ```
 * (none) ── hold, or a first call ──► alive ── released, and not held again in the same task ──► destroyed
 *                                       ▲                                                           │
 *                                       └───────────────────────── hold ───────────────────────────┘
 * ```
 *
 * Strict Mode releases and holds at once, so that one client lives through it. Calls that come late, from a handler that
 * outlives the provider, reach the destroyed client: what it is told stays on disk for the next one.
 */
export interface Connection {
  /** What `useConvot()` gives: the same object as long as the connection is. */
  readonly client: Client;
  /** The client behind it, created when it is first needed; for effects and handlers. */
  readonly current: () => Client;
  /** How things stand; before there is a client, as they stand for one that nothing has gone wrong with. */
  readonly status: () => ClientStatus;
  /** Hears that it may have changed; for effects. @returns what stops it */
  readonly watch: (listener: () => void) => () => void;
  /** The provider is mounted. @returns what says that it is no more. */
  readonly hold: () => () => void;
}

/** A client that was made outside lives as long as its maker wants. */
export function givenConnection(client: Client): Connection {
  const watch = (listener: () => void) => watchStatus(client, listener);
  return { client, current: () => client, status: () => client.status, watch, hold: () => () => {} };
}

export function ownConnection(create: () => Client): Connection {
  let client: Client | null = null;
  let holders = 0;
  let isDestroyed = false;

  function current(): Client {
    if (typeof window === 'undefined') {
      throw new ConvotError('wrong_use', 'useConvot(): call the client in effects and handlers, not while rendering');
    }
    client ??= create();
    return client;
  }

  function release(): void {
    holders -= 1;
    queueMicrotask(() => {
      if (holders > 0 || isDestroyed) return;
      isDestroyed = true;
      client?.destroy();
    });
  }

  const status = () => client?.status ?? CALM;
  return {
    client: standIn(current, status),
    current,
    status,
    watch: (listener) => watchStatus(current(), listener),
    hold() {
      if (isDestroyed) client = null;
      isDestroyed = false;
      holders += 1;
      current();
      return release;
    },
  };
}

/** Every method of a client, each of which looks for the client when it is called. */
function standIn(current: () => Client, status: () => ClientStatus): Client {
  return {
    identify: (identity) => current().identify(identity),
    update: (custom_data) => current().update(custom_data),
    ready: () => current().ready(),
    get status() {
      return status();
    },
    reset: () => current().reset(),
    on: (name, listener) => current().on(name, listener),
    off: (name, listener) => current().off(name, listener),
    open: () => current().open(),
    close: () => current().close(),
    toggle: () => current().toggle(),
    show: () => current().show(),
    hide: () => current().hide(),
    destroy: () => current().destroy(),
  };
}
