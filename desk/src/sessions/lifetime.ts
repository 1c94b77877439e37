import type { OpenedToken } from 'convot/proof';
import { CLOCK_TOLERANCE_S } from 'convot/protocol';

/** How long a claim opens a session for, in milliseconds (24 hours). No token opens one for longer. */
const CLAIM_SESSION_MS = 24 * 60 * 60 * 1_000;

/** How long a guest may stay away, in milliseconds (30 days): each visit begins it anew. */
const GUEST_SESSION_MS = 30 * 24 * 60 * 60 * 1_000;

/** A guest's visits are noted once in so long, in milliseconds (a day): not each request needs a write. */
const GUEST_SLIDE_MS = 24 * 60 * 60 * 1_000;

/** The part of a session's life after which a fresh proof is asked for. */
const RENEW_AFTER = 0.8;

/** When a session that opens now ends. One that a token opened ends with the token. */
export function expiryOf(opened: { readonly token: OpenedToken | null; readonly named: boolean }, now: Date): Date {
  const latest = now.getTime() + (opened.named ? CLAIM_SESSION_MS : GUEST_SESSION_MS);
  if (!opened.token) return new Date(latest);
  // A token may be opened a little after its end: then the session is short, but there is one.
  const earliest = now.getTime() + CLOCK_TOLERANCE_S * 1_000;
  return new Date(Math.min(Math.max(opened.token.exp * 1_000, earliest), now.getTime() + CLAIM_SESSION_MS));
}

/** The later end of a guest's session that is used now; `null` when it was put off lately. */
export function slidExpiry(expiresAt: Date, now: Date): Date | null {
  const latest = now.getTime() + GUEST_SESSION_MS;
  return latest - expiresAt.getTime() >= GUEST_SLIDE_MS ? new Date(latest) : null;
}

/** When to ask for a fresh proof, in seconds from now: well before the end. */
export function renewAfterS(expiresAt: Date, now: Date): number {
  return Math.max(1, Math.floor(((expiresAt.getTime() - now.getTime()) / 1_000) * RENEW_AFTER));
}
