import type { Claim, Patch, PushEntry, PushResult, SessionOrigin, Trust } from '../protocol/index.js';
import { ENTRY_AGE_MS, PUSH_BYTES, PUSH_ENTRIES } from '../protocol/limits.js';
import { randomId } from '../protocol/random-id.js';
import { trustSuffices } from '../protocol/trust.js';

/**
 * The outbox: one document that all tabs share, and the only transitions on it. Each runs inside one transaction
 * of the store, so an entry's seq is given and the entry written in the same breath (Law 3).
 *
 *   identify() ─► waiting (for a claim, or a page load) ─ the desk names the handle ─► lane of handle and trust
 *   lane ─ peek ─► push ─ acknowledge ─► gone          any entry ─ leave | expire ─► gone, and told
 */

/** What the browser keeps, whole. Transitions change it in place. */
export interface OutboxDocument {
  /** Grows when an identified person ends; a tab that remembers an older one has missed it. */
  epoch: number;
  /** The last identified session. Dormant after a page load until its handle is named again. */
  session: KeptSession | null;
  /** This browser's guest. */
  guest: KeptSession | null;
  /** An end that a page's own end cut short: finished at the next look. */
  leaving: boolean;
  /** Those that wait in the order of their writing, those of a lane in the order of their seqs. */
  entries: Entry[];
}

/** A session's credential, kept so that the same person can go on. */
export interface KeptSession {
  readonly credential: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
}

/** Whose an entry is: {@link Entry.owner} and {@link Entry.trust}. */
export type Owner = readonly [owner: string, trust: Trust | null];

/** A patch given to the client. */
export interface NewEntry {
  /** Random: names the entry to the receipts of every tab. */
  readonly id: string;
  readonly patch: Patch;
  /** Milliseconds since 1970 on this device; used for expiry alone, never for order. */
  readonly at: number;
}

/** A patch on disk. */
export interface Entry extends NewEntry {
  /**
   * The handle of a person that the desk has named; or, while the identity is still being asked for, the claim
   * ({@link waitingFor}) or the page load that the entry waits for. The three never look alike.
   */
  readonly owner: string;
  /** `null` while waiting: only the desk can tell. */
  readonly trust: Trust | null;
  /** One person, one trust, one device; it lasts as long as something of it waits. */
  readonly lane: string;
  /** Its place in the lane, from 1. */
  readonly seq: number;
}

/** What became of an entry, by its id. */
export interface Outcome extends Omit<Settlement, 'refused'> {
  readonly id: string;
  /** Without it, none. */
  readonly refused?: Settlement['refused'];
  /** Of an answer. */
  readonly seq?: number;
}

/** The one end of an accepted patch, and why. */
export interface Settlement {
  readonly status: 'applied' | 'refused' | 'expired' | 'discarded';
  /** Keys that were not stored. */
  readonly refused: PushResult['refused'];
  /** Of a refusal as a whole, as `identity_conflict`. */
  readonly code?: string | undefined;
}

export function emptyDocument(): OutboxDocument {
  return { epoch: 0, session: null, guest: null, leaving: false, entries: [] };
}

/**
 * Two claims are one when they name the same person by the same proof. No field can hold a line break.
 * The first line is the person.
 */
export function waitingFor({ external_id, email, user_hash }: Claim): string {
  return [external_id ?? email, email, user_hash].join('\n');
}

/** The person whom entries wait for; of a handle or a page load, itself. */
const firstLine = (owner: string) => owner.split('\n')[0];

/** Writes a patch as the last one of its owner. A lane of which nothing waits is over: the next one gets another id. */
export function append(outbox: OutboxDocument, [owner, trust]: Owner, entry: NewEntry): void {
  const last = outbox.entries.filter((each) => each.owner === owner && each.trust === trust).at(-1);
  const { lane, seq } = last ?? { lane: randomId(), seq: 0 };
  outbox.entries.push({ ...entry, owner, trust, lane, seq: seq + 1 });
}

/**
 * The desk has named who was waited for: the entries join that person's lane. None of them was ever sent,
 * so they may take new seqs.
 */
export function name(
  outbox: OutboxDocument,
  waiting: readonly (string | undefined)[],
  { handle, trust }: KeptSession,
): void {
  const named = take(outbox, (entry) => waiting.includes(entry.owner) && entry);
  for (const entry of named) append(outbox, [handle, trust], entry);
}

/** Takes entries out of the document: those of which something is to be told, which is answered with their ids. */
function take<T extends object>(
  outbox: OutboxDocument,
  endOf: (entry: Entry) => T | false | null | undefined,
): (T & { readonly id: string })[] {
  const taken: (T & { readonly id: string })[] = [];
  outbox.entries = outbox.entries.filter((entry) => {
    const end = endOf(entry);
    if (end) taken.push({ ...end, id: entry.id });
    return !end;
  });
  return taken;
}

/** What may leave under a session now: the oldest entries of one lane, without a gap. */
export interface Batch {
  readonly lane: string;
  readonly trust: Trust;
  readonly entries: readonly PushEntry[];
}

/** The next batch of this session's person with at most this session's trust (Law 4), or `null`. */
export function peek(
  { entries }: OutboxDocument,
  session: { readonly handle: string; readonly trust: Trust },
): Batch | null {
  // Who is named has a trust.
  const first = entries.find(
    (each) => each.owner === session.handle && trustSuffices(session.trust, each.trust as Trust),
  );
  if (!first) return null;
  const { lane, trust } = first;
  let bytes = 0;
  const fitting = entries.filter((each) => {
    if (each.lane !== lane) return false;
    // No UTF-16 unit takes more than three bytes. The sum only grows, so what fits is a prefix; one always fits.
    bytes += 3 * JSON.stringify(each).length;
    return each === first || bytes <= PUSH_BYTES;
  });
  return {
    lane,
    trust: trust as Trust,
    entries: fitting.slice(0, PUSH_ENTRIES).map(({ seq, patch }) => ({ seq, custom_data: patch })),
  };
}

/** What an answer says of one entry. */
export type EntryResult = Omit<Outcome, 'id'> & { readonly seq: number };

/** Removes the entries that an answer names: the only way a sent entry leaves, besides its person's end. */
export function acknowledge(outbox: OutboxDocument, lane: string, results: readonly EntryResult[]): Outcome[] {
  return take(outbox, (entry) => entry.lane === lane && results.find(({ seq }) => entry.seq === seq));
}

/** Removes the entries that wait for a claim which the desk refused. */
export function refuse(outbox: OutboxDocument, waiting: string, code: string): Outcome[] {
  return take(outbox, ({ owner }) => owner === waiting && { status: 'refused', code });
}

/**
 * Ends everybody but the owners that stay, the guest too: entries and credentials go in one transaction (Law 4).
 *
 * When the named person goes, so does whoever waits to be named as somebody else; otherwise they go on waiting.
 *
 * @param stays - without it nobody does. Whoever waits for the same person by another proof stays too.
 */
export function leave(outbox: OutboxDocument, stays?: readonly string[]): Outcome[] {
  const isEnd = !stays || (outbox.session && !stays.includes(outbox.session.handle));
  if (isEnd) {
    outbox.session = null;
    outbox.epoch += 1;
  }
  outbox.guest = null;
  outbox.leaving = false;
  return take(
    outbox,
    ({ owner, trust }) =>
      (isEnd || trust) && !stays?.some((each) => firstLine(each) === firstLine(owner)) && { status: 'discarded' },
  );
}

/** Removes what has waited longer than clients retain, oldest first. */
export function expire(outbox: OutboxDocument, now: number): Outcome[] {
  // Only from the front: a gap in a lane would never be filled.
  let isFront = true;
  return take(outbox, ({ at }) => {
    isFront &&= now - at > ENTRY_AGE_MS;
    return isFront && { status: 'expired' };
  });
}
