import type { Claim, Patch, PushEntry, PushResult, SessionOrigin, Trust } from '../protocol/index.js';
import { ENTRY_AGE_MS, PUSH_BYTES, PUSH_ENTRIES, randomId, trustSuffices } from '../protocol/index.js';

/**
 * The outbox: one document that all tabs share, and the only transitions on it. Each runs inside one transaction
 * of the store, so an entry's seq is given and the entry written in the same breath (Law 3).
 *
 *   identify() ─► waiting lane (of a claim, or of a page load) ─ the desk names the handle ─► lane of handle and trust
 *   lane ─ peek ─► push ─ acknowledge ─► gone          any lane ─ leave | expire ─► gone, and told
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
  /** How many entries were ever written: their order, whatever the clock says. */
  written: number;
  lanes: Lane[];
}

/** A session's credential, kept so that the same person can go on. */
export interface KeptSession {
  readonly credential: string;
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
}

/** One person, one trust, one device. */
export interface Lane extends Owner {
  readonly id: string;
  lastSeq: number;
  entries: Entry[];
}

/** Whose entries these are. */
export interface Owner {
  /**
   * The handle of a person that the desk has named; or, while the identity is still being asked for, the claim
   * ({@link waitingFor}) or the page load that the entries wait for. The three never look alike.
   */
  readonly owner: string;
  /** `null` while waiting: only the desk can tell. */
  readonly trust: Trust | null;
}

/** A patch on disk. */
export interface Entry {
  /** Random: names the entry to the receipts of every tab. */
  readonly id: string;
  readonly seq: number;
  readonly patch: Patch;
  /** Its place among all entries of this browser. */
  readonly order: number;
  /** Milliseconds since 1970 on this device; used for expiry alone, never for order. */
  readonly queuedAt: number;
}

/** What became of an entry, by its id. */
export interface Outcome extends Settlement {
  readonly id: string;
  /** Of an answer. */
  readonly seq?: number;
}

/** The one end of an accepted patch, and why. */
export interface Settlement {
  readonly status: 'applied' | 'refused' | 'expired' | 'discarded';
  /** Keys that were not stored. */
  readonly refused: PushResult['refused'];
  /** Of a refusal as a whole, as `identity_conflict`. */
  readonly code?: string;
}

export function emptyDocument(): OutboxDocument {
  return { epoch: 0, session: null, guest: null, leaving: false, written: 0, lanes: [] };
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

/** Writes a patch into its owner's lane. */
export function append(outbox: OutboxDocument, owner: Owner, entry: Omit<Entry, 'seq' | 'order'>): void {
  outbox.written += 1;
  put(outbox, owner, { ...entry, order: outbox.written });
}

function put(outbox: OutboxDocument, { owner, trust }: Owner, entry: Omit<Entry, 'seq'>): void {
  let lane = outbox.lanes.find((each) => each.owner === owner && each.trust === trust);
  if (!lane) {
    lane = { id: randomId(), owner, trust, lastSeq: 0, entries: [] };
    outbox.lanes.push(lane);
  }
  lane.lastSeq += 1;
  lane.entries.push({ ...entry, seq: lane.lastSeq });
}

/**
 * The desk has named who was waited for: the entries join that person's lane. None of them was ever sent,
 * so they may take new seqs.
 */
export function name(outbox: OutboxDocument, waiting: readonly string[], { handle, trust }: KeptSession): void {
  const entries = take(outbox, ({ owner }) => waiting.includes(owner)).flatMap((lane) => lane.entries);
  for (const entry of entries.sort((one, other) => one.order - other.order)) {
    put(outbox, { owner: handle, trust }, entry);
  }
}

/** Takes lanes out of the document. */
function take(outbox: OutboxDocument, isTaken: (lane: Lane) => boolean): readonly Lane[] {
  const taken = outbox.lanes.filter(isTaken);
  outbox.lanes = outbox.lanes.filter((lane) => !taken.includes(lane));
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
  outbox: OutboxDocument,
  session: { readonly handle: string; readonly trust: Trust },
): Batch | null {
  for (const { id, owner, trust, entries } of outbox.lanes) {
    if (owner !== session.handle || !trust || !trustSuffices(session.trust, trust) || !entries.length) continue;
    let bytes = 0;
    const fitting = entries.slice(0, PUSH_ENTRIES).filter(({ patch }, place) => {
      // No UTF-16 unit takes more than three bytes. The sum only grows, so what fits is a prefix; one always fits.
      bytes += 3 * JSON.stringify(patch).length + 40;
      return place === 0 || bytes <= PUSH_BYTES;
    });
    return { lane: id, trust, entries: fitting.map(({ seq, patch }) => ({ seq, custom_data: patch })) };
  }
  return null;
}

/** Removes the entries that an answer names: the only way a sent entry leaves, besides its person's end. */
export function acknowledge(
  outbox: OutboxDocument,
  laneId: string,
  results: readonly (PushResult & { readonly code?: string })[],
): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const lane of outbox.lanes) {
    if (lane.id !== laneId) continue;
    lane.entries = lane.entries.filter(({ id, seq }) => {
      const result = results.find((each) => each.seq === seq);
      if (result) outcomes.push({ ...result, id });
      return !result;
    });
  }
  return outcomes;
}

/** Removes the entries that wait for a claim which the desk refused. */
export function refuse(outbox: OutboxDocument, waiting: string, code: string): Outcome[] {
  return end(
    take(outbox, ({ owner }) => owner === waiting),
    { status: 'refused', refused: [], code },
  );
}

/**
 * Ends everybody but the owners that stay, the guest too: entries and credentials go in one transaction (Law 4).
 *
 * When the named person goes, so does whoever waits to be named as somebody else; otherwise they go on waiting.
 *
 * @param stays - without it nobody does. Whoever waits for the same person by another proof stays too.
 */
export function leave(outbox: OutboxDocument, stays?: readonly string[]): Outcome[] {
  const isEnd = !stays || (outbox.session !== null && !stays.includes(outbox.session.handle));
  if (isEnd) {
    outbox.session = null;
    outbox.epoch += 1;
  }
  outbox.guest = null;
  outbox.leaving = false;
  const gone = take(
    outbox,
    ({ owner, trust }) => (isEnd || trust !== null) && !stays?.some((each) => firstLine(each) === firstLine(owner)),
  );
  return end(gone, { status: 'discarded', refused: [] });
}

function end(lanes: readonly Lane[], settlement: Settlement): Outcome[] {
  return lanes.flatMap(({ entries }) => entries.map(({ id }) => ({ id, ...settlement })));
}

/** Removes what has waited longer than clients retain, oldest first. */
export function expire(outbox: OutboxDocument, now: number): Outcome[] {
  const outcomes: Outcome[] = [];
  const isOld = (time: number) => now - time > ENTRY_AGE_MS;
  for (const { entries } of outbox.lanes) {
    // Only from the front: a gap in a lane would never be filled.
    while (entries[0] && isOld(entries[0].queuedAt)) {
      outcomes.push({ id: entries[0].id, status: 'expired', refused: [] });
      entries.shift();
    }
  }
  return outcomes;
}
