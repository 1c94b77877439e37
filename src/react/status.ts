import type { Client } from '../client/client.js';
import type { ClientEvents } from '../client/events.js';
import type { ClientStatus } from '../client/status.js';

/** How things stand where there is no client yet, and on a server. */
export const CALM: ClientStatus = { stored: 'queued', reason: null, unread: 0 };

/** After each of these the status may be another: something was tried, and it succeeded or failed. */
const TELLING: readonly (keyof ClientEvents)[] = ['ready', 'identified', 'applied', 'refused', 'unread', 'error'];

/** Hears that a client's status may have changed. @returns what stops it */
export function watchStatus(client: Client, listener: () => void): () => void {
  const stops = TELLING.map((name) => client.on(name, listener));
  // Without a network the reason is another than with one.
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    for (const stop of stops) stop();
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
