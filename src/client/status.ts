/** How things stand at this moment; always the same object, whose fields change. */
export interface ClientStatus {
  /** What happens to a patch given now: `queued` on disk, or `held` in memory, which a reload loses. */
  readonly stored: 'queued' | 'held';
  /** What the last attempt fell short of; `null` when nothing is wrong. */
  readonly reason: StatusReason | null;
  /** How many messages of an agent wait. */
  readonly unread: number;
}

/**
 * - `offline`: the browser says that it has no network.
 * - `csp`: the page's Content-Security-Policy forbids the connection.
 * - `blocked-by-client`: there is a network, and yet no answer: a content blocker, a firewall, or a desk that is down;
 *   no page can tell these apart.
 * - `endpoint-failed`: the customer's identity endpoint; the `error` event has the details.
 * - `storage-blocked`: the browser offers nothing durable, or its disk is full.
 */
export type StatusReason = 'offline' | 'csp' | 'blocked-by-client' | 'endpoint-failed' | 'storage-blocked';
