import type { Claim, Settlement } from '../../src/index.js';
import { ENTRY_AGE_MS, personOfClaim, TRUST_ORDER } from '../../src/protocol/index.js';
import type { Application, BackendAnswer } from './model-desk.js';
import type { WireRequest } from './network.js';
import type { Page } from './page.js';
import { type Human, nameOf } from './people.js';
import { type Cause, marksIn, type PageEvent, type PatchRecord, SHARED_KEY } from './records.js';

/** A law that was broken. */
export interface Violation {
  /** Stable, for shrinking: a smaller schedule must break the same law. */
  readonly law: string;
  readonly what: string;
  readonly atMs: number;
}

/** Watches a run from outside the client and says which law it breaks. */
export interface Oracle {
  readonly violations: readonly Violation[];
  readonly records: readonly PatchRecord[];
  violate(law: string, what: string): void;
  /** A page is about to call `identify()` with data. */
  called(call: Pick<PatchRecord, 'page' | 'client' | 'claim' | 'human' | 'proof'>): PatchRecord;
  received(record: PatchRecord, stored: PatchRecord['stored']): void;
  settled(record: PatchRecord, end: Settlement): void;
  committed(): void;
  sent(request: WireRequest): void;
  answered(request: WireRequest, answer: BackendAnswer): void;
  applied(application: Application): void;
  /** The page was told by the customer's endpoint. */
  toldIdentity(page: Page, human: Human | null): void;
  resetCalled(page: Page): () => void;
  clockJumped(): void;
  restored(page: Page): void;
  /** The page destroyed its client and made another. */
  restarted(page: Page): void;
  frozen(page: Page): void;
}

export interface OraclePorts {
  readonly now: () => number;
  readonly deviceNow: () => number;
  readonly diskText: () => string;
  readonly humanOfToken: (token: string) => Human | null;
}

/** The last attempt under an old session takes 2 s; then comes the transaction. In milliseconds. */
const END_TAKES_MS = 5_000;

export function createOracle({ now, deviceNow, diskText, humanOfToken }: OraclePorts): Oracle {
  const violations: Violation[] = [];
  const records: PatchRecord[] = [];
  const causes: Cause[] = [];
  const histories = new Map<number, PageEvent[]>();
  const tokensOf = new Set<string>();
  let onDisk = new Set<number>();
  let hasNamed = false;

  const violate = (law: string, what: string) => void violations.push({ law, what, atMs: now() });
  const historyOf = (page: Page) => {
    const history = histories.get(page.id) ?? [];
    histories.set(page.id, history);
    return history;
  };
  const note = (page: Page, event: Omit<PageEvent, 'at' | 'before'>) =>
    void historyOf(page).push({ ...event, at: now(), before: records.length });
  const nameRecord = ({ order, page, claim }: PatchRecord) =>
    `patch ${order} of page ${page.id} (${claim ? Object.values(claim).join(', ').slice(0, 60) : 'no claim'})`;

  const lastClaim = (page: Page) => {
    const said = historyOf(page);
    const last = said.findLast(({ kind }) => kind !== 'token');
    return last?.claim ?? null;
  };

  function cause(
    page: Page,
    kind: Cause['kind'],
    detail: Pick<Cause, 'person' | 'isSwitchByToken' | 'claim'> = {},
  ): Cause {
    const made: Cause = { kind, page, from: now(), to: now() + END_TAKES_MS, ...detail };
    if (page.isFrozen) made.to = Number.POSITIVE_INFINITY;
    causes.push(made);
    return made;
  }

  function mayExpire(record: PatchRecord): boolean {
    return deviceNow() - record.deviceAt > ENTRY_AGE_MS;
  }

  function mayBeDiscarded(record: PatchRecord): boolean {
    return causes.some(
      ({ kind, to, person, isSwitchByToken }) =>
        record.calledAt <= to &&
        // What was never proven may go with the one who proves to be that person.
        !(
          kind === 'named' &&
          record.person !== null &&
          person === record.person &&
          record.proof !== 'wrong' &&
          !isSwitchByToken
        ),
    );
  }

  function mayBeRefused(record: PatchRecord): boolean {
    return causes.some(
      ({ kind, page, claim, from }) =>
        kind === 'claimRefused' &&
        record.calledAt <= from &&
        (record.claim
          ? claim === JSON.stringify(record.claim)
          : page === record.page ||
            historyOf(record.page).some((said) => said.claim !== undefined && said.claim === claim)),
    );
  }

  function checkGone(record: PatchRecord): void {
    if (record.applied.length > 0 || mayExpire(record) || mayBeDiscarded(record) || mayBeRefused(record)) return;
    violate('nothing is lost', `${nameRecord(record)} left the disk: not applied, nor any reason to end`);
  }

  /** Whom a patch may be applied to. */
  function persons(record: PatchRecord): (person: string) => boolean {
    const { human, person } = record;
    if (human) return (name) => name === person || (tokensOf.has(human.id) && name === `external_id:${human.id}`);
    const history = historyOf(record.page);
    const isBefore = ({ before }: PageEvent) => before <= record.order;
    const start = history.findLastIndex((event) => event.kind === 'reset' && isBefore(event)) + 1;
    const end = history.findIndex((event) => event.kind === 'reset' && !isBefore(event));
    const said = history.slice(start, end < 0 ? undefined : end);
    const last = said.findLastIndex((event) => event.kind === 'claim' && isBefore(event));
    const claimed = said[last];
    const isShaken =
      !claimed ||
      said.slice(last).some(({ kind }) => kind === 'restored') ||
      causes.some(({ from, to, kind, person: stays }) => {
        const touches = to >= claimed.at && from <= now();
        return touches && !(kind === 'named' && stays === claimed.person);
      });
    const named = said
      .slice(Math.max(last, 0), isShaken ? undefined : last + 1)
      .flatMap(({ human: each, person: name }) => (each ? [name ?? '', `external_id:${each.id}`] : []));
    const told = isShaken ? history.filter(({ kind }) => kind === 'token') : [];
    const all = [...named, ...told.flatMap(({ human: each }) => (each ? [`external_id:${each.id}`] : []))];
    return (name) => all.includes(name) || (isShaken && name.startsWith('guest:'));
  }

  function checkApplied(record: PatchRecord, { person, trust, lane }: Application): void {
    const { human, proof, end, page, order } = record;
    if (record.applied.length > 1) violate('nothing is applied twice', nameRecord(record));
    if (!persons(record)(person)) violate('never the wrong person', `${nameRecord(record)} went to ${person}`);
    const most = proof === 'right' || !human || tokensOf.has(human.id) ? 'verified' : 'unverified';
    if (proof === 'wrong' || TRUST_ORDER.indexOf(trust) > TRUST_ORDER.indexOf(most)) {
      violate('never a higher trust', `${nameRecord(record)} was applied as ${trust}`);
    }
    if (end && record.sentAt === null)
      violate('one end', `${nameRecord(record)} was applied after it was ${end.status}`);
    const later = records.find(
      (other) =>
        other.page === page &&
        other.client === record.client &&
        other.order > order &&
        other.effective === record.effective &&
        other.applied.some((each) => each.lane === lane && each.person === person),
    );
    if (later) violate('order', `${nameRecord(record)} was applied after patch ${later.order} of the same page`);
  }

  function checkComposed({ patch, trust }: Application, orders: readonly number[]): void {
    const shared = patch[SHARED_KEY];
    const wins = trust === 'verified' ? Math.max(...orders) : Math.min(...orders);
    if (orders.length > 0 && shared !== wins) violate('compose', `patch ${shared} won over ${wins}`);
  }

  const recordsIn = (patch: object) =>
    [...marksIn(JSON.stringify(patch))].map((order) => records[order]).filter((record) => record !== undefined);

  function checkEnd(record: PatchRecord, { status, code }: Settlement): void {
    const isApplied = record.applied.length > 0;
    const told = `${nameRecord(record)} was told ${status}${code ? ` (${code})` : ''}`;
    if (record.disk === 'there') violate('told once off the disk', told);
    if (status === 'applied' ? !isApplied : isApplied && record.sentAt === null) violate('the right end', told);
    if (status === 'refused' && (isApplied || !mayBeRefused(record)))
      violate('the right end', `${told} without a reason`);
    if (status === 'expired' && !record.wasOld && !mayExpire(record))
      violate('the right end', `${told} before seven days`);
    if (status === 'discarded' && !mayBeDiscarded(record)) violate('the right end', `${told}, but no person ended`);
  }

  function opened({ page, body }: WireRequest, { status, body: answer }: BackendAnswer): void {
    const { claim, identity } = body as { claim?: Claim; identity?: string };
    if (status === 201 && (claim || identity)) {
      const { handle } = answer as { readonly handle: string };
      const human = identity ? humanOfToken(identity) : null;
      const claimed = claim && personOfClaim(claim);
      const person = human ? `external_id:${human.id}` : claimed ? nameOf(claimed) : '';
      cause(page, 'named', { person, isSwitchByToken: human !== null && hasNamed && !diskText().includes(handle) });
      hasNamed = true;
    }
    const { code } = (answer as { error?: { code: string } }).error ?? {};
    if (claim && ['hash_invalid', 'identity_conflict', 'claim_invalid'].includes(code ?? '')) {
      cause(page, 'claimRefused', { claim: JSON.stringify(claim) });
    }
    if (code === 'token_invalid') cause(page, 'tokenRefused');
  }

  return {
    violations,
    records,
    violate,
    called(call) {
      const person = call.claim && personOfClaim(call.claim);
      const record: PatchRecord = {
        ...call,
        order: records.length,
        person: person && nameOf(person),
        effective: call.claim ? JSON.stringify(call.claim) : lastClaim(call.page),
        calledAt: now(),
        deviceAt: deviceNow(),
        stored: null,
        disk: 'never',
        wasOld: false,
        sentAt: null,
        applied: [],
        end: null,
      };
      records.push(record);
      if (record.human) {
        note(call.page, {
          kind: 'claim',
          human: record.human,
          person: record.person ?? '',
          claim: JSON.stringify(call.claim),
        });
      }
      return record;
    },
    received(record, stored) {
      record.stored = stored;
      if (stored === 'queued' && record.disk === 'never')
        violate('on disk before it is called queued', nameRecord(record));
    },
    settled(record, end) {
      record.end = end;
      checkEnd(record, end);
    },
    committed() {
      const present = marksIn(diskText());
      for (const order of present) {
        const record = records[order];
        if (!record || onDisk.has(order)) continue;
        if (record.disk === 'gone') violate('one end', `${nameRecord(record)} came back to the disk`);
        record.disk = 'there';
        record.deviceAt = Math.min(record.deviceAt, deviceNow());
      }
      for (const order of onDisk) {
        const record = records[order];
        if (!record || present.has(order)) continue;
        record.disk = 'gone';
        record.wasOld = mayExpire(record);
        checkGone(record);
      }
      onDisk = present;
    },
    sent({ body, url }) {
      if (url.pathname !== '/v1/patches') return;
      for (const record of recordsIn(body as object)) record.sentAt ??= now();
    },
    answered(request, answer) {
      if (request.url.pathname.endsWith('/sessions')) opened(request, answer);
    },
    applied(application) {
      const composed = recordsIn(application.patch);
      for (const record of composed) {
        record.applied.push(application);
        checkApplied(record, application);
      }
      checkComposed(
        application,
        composed.map(({ order }) => order),
      );
    },
    toldIdentity(page, human) {
      if (!human) return void cause(page, 'loggedOut');
      tokensOf.add(human.id);
      note(page, { kind: 'token', human });
    },
    resetCalled(page) {
      const reset = cause(page, 'reset');
      reset.to = Number.POSITIVE_INFINITY;
      note(page, { kind: 'reset' });
      return () => {
        reset.to = now();
      };
    },
    clockJumped() {
      for (const record of records) {
        if (record.disk === 'never') record.deviceAt = Math.min(record.deviceAt, deviceNow());
      }
    },
    restarted: (page) => note(page, { kind: 'reset' }),
    restored: (page) => note(page, { kind: 'restored' }),
    frozen(page) {
      for (const each of causes) if (each.page === page && each.to >= now()) each.to = Number.POSITIVE_INFINITY;
    },
  };
}
