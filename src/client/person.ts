import { ignore } from '../protocol/ignore.js';
import type { Claim, ClientAdapter, ErrorCode, OpenRequest, Session } from '../protocol/index.js';
import { ConvotError, randomId } from '../protocol/index.js';
import type { Delivery, Sender } from './delivery.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { IdentitySource } from './identity.js';
import {
  type KeptSession,
  leave,
  name,
  type OutboxDocument,
  type Outcome,
  type Owner,
  refuse,
  waitingFor,
} from './outbox.js';
import type { Store } from './store.js';
import type { TabMessage, Tabs } from './tabs.js';

/**
 * Whom this page speaks for (Law 4).
 *
 *   asking ──no token, no claim──► nobody ──chat or data──► guest
 *     │                               ▲                       │ identify(), token
 *     └─token or claim─► identified ──┴─ reset, logout, ended in another tab
 *                            └─ another person: last flush ≤ 2 s, delete, revoke ─► identified
 *
 * Every wait is followed by a look at `generation`: who was being named may have left meanwhile.
 */
export interface Person {
  /** The session that this page may use and show at this moment. */
  readonly session: Session | null;
  /** Finishes an end that an earlier page could not, and remembers where the store stands. Comes first. */
  recover(): Promise<void>;
  /**
   * Where a patch given now belongs; with a claim the page names its person. Runs inside a store transaction, perhaps
   * twice: it looks for a missed end, and no end can come between the claim and its entry.
   */
  ownerIn(outbox: OutboxDocument, claim: Claim | null): Owner;
  /** A chat needs a session, a guest's if nobody is named. */
  needSession(): void;
  /** Names who is wanted and renews what has ended. @throws ConvotError what the loop should wait for */
  establish(): Promise<void>;
  /** The backend ended this credential, by default the current one, or its proof grows old. */
  renew(credential?: string): void;
  /** Asks how much is unread, at load and on return to the tab; also for a guest whose session is not needed yet. */
  askUnread(): Promise<void>;
  /** `reset()`: nothing of the person remains, here or in any tab. */
  end(): Promise<void>;
  /** Another tab ended its person: this one's ends too, unless it was named later or is the one who came. */
  hear(message: TabMessage): void;
  /** Forgets who was named: another tab ended its person, or the page came back from the back/forward cache: then it may ask again. */
  drop(mayAsk: boolean): void;
}

/** What a person needs of the client around it. */
export interface PersonPorts {
  readonly adapter: ClientAdapter;
  readonly store: Store;
  readonly askIdentity: IdentitySource;
  readonly delivery: Delivery;
  readonly events: Emitter<InternalEvents>;
  readonly tabs: Tabs;
  readonly tell: (outcomes: readonly Outcome[]) => void;
  /** A refusal that the page's developer should see. */
  readonly report: (error: ConvotError) => void;
  /** The loop should run. */
  readonly wake: () => void;
}

/** The last attempt under an old session may take this long, in milliseconds. */
const LAST_FLUSH_MS = 2_000;

const CLAIM_REFUSALS: readonly ErrorCode[] = ['identity_conflict', 'hash_invalid', 'claim_invalid'];

export function createPerson(ports: PersonPorts): Person {
  const { adapter, store, askIdentity, delivery, events, tabs, tell, report, wake } = ports;
  /** Whom this page load's claimless patches wait for. */
  const page = randomId();
  let session: Session | null = null;
  /** Claims that the desk has yet to name, in the order of their calls: the first is under way. */
  let wanted: readonly Claim[] = [];
  /** The claim under which the desk named the session's person. */
  let named: Claim | null = null;
  let epoch: number | undefined;
  let generation = 0;
  let needsSession = false;
  let needsProof = false;
  let isAnswerOld = true;
  /** After an end: the endpoint is not asked again before the page names somebody. */
  let isQuiet = false;
  let renewal: ReturnType<typeof setTimeout> | undefined;

  function setSession(next: Session | null): void {
    if (!next && !session) return;
    session = next;
    needsProof = false;
    clearTimeout(renewal);
    events.emit('session', next);
    if (!next) return;
    events.emit('unread', next.unread);
    if (next.origin !== 'guest') events.emit('identified', { handle: next.handle, trust: next.trust });
    renewal = setTimeout(() => self.renew(next.credential), next.renew_after_s * 1_000);
  }

  function forget(): void {
    generation += 1;
    wanted = [];
    named = null;
    needsSession = false;
    setSession(null);
  }

  const waitingHere = () => [page, ...wanted.map(waitingFor)];
  const revoke = (credential: string) => adapter.close(credential).catch(ignore);

  async function establish(): Promise<void> {
    if (session && !needsProof && wanted.length === 0) return;
    const mine = generation;
    // Read before asking: a later login in another tab is not what the answer is about.
    const kept = await store.change(({ session: last, guest, lanes }) => ({
      session: last,
      guest,
      isWaitedFor: lanes.some(({ owner }) => owner === page),
    }));
    const isFresh = needsProof || isAnswerOld;
    isAnswerOld = false;
    const token = isQuiet ? undefined : await askIdentity(isFresh);
    if (mine !== generation) return;
    // Logged out at the customer's. A claim's session is not the token's to end.
    if (token === null && kept.session?.origin === 'token') {
      if (isFresh) await endAll(waitingHere());
      else isAnswerOld = true;
      return wake();
    }
    if (token === undefined && session?.origin === 'token') throw new ConvotError('endpoint_failed');
    const claim = wanted[0] ?? named;
    if (token || claim) {
      // The guest's session may end with this open, so its entries go first.
      if (kept.guest) await lastFlush(kept.guest);
      const request = {
        claim: claim ?? undefined,
        identity: token ?? undefined,
        resume: kept.session?.credential,
        guest: kept.guest?.credential,
      };
      await open(request, kept.session, mine);
    } else if (needsSession || session || kept.isWaitedFor) await open({ resume: kept.guest?.credential }, null, mine);
  }

  async function open(request: OpenRequest, last: KeptSession | null, mine: number): Promise<void> {
    const { claim = null } = request;
    try {
      await adopt(await adapter.open(request), claim, last, mine);
    } catch (error) {
      if (mine !== generation) return;
      isAnswerOld = true;
      const { code } = error as ConvotError;
      const isClaims = claim && CLAIM_REFUSALS.includes(code);
      if (!isClaims && !(request.identity && code === 'token_invalid')) throw error;
      report(error as ConvotError);
      if (isClaims) {
        wanted = wanted.filter((each) => each !== claim);
        if (named === claim) named = null;
        tell(await store.change((outbox) => refuse(outbox, waitingFor(claim), code)));
      } else isQuiet = true;
      // A wrong proof names nobody, and surely not the one whom the same kind of proof named before.
      if (session?.origin === (isClaims ? 'claim' : 'token')) await endAll(waitingHere());
      wake();
    }
  }

  async function adopt(opened: Session, claim: Claim | null, last: KeptSession | null, mine: number): Promise<void> {
    const { credential, handle, trust, origin } = opened;
    const kept = { credential, handle, trust, origin };
    const slot = origin === 'guest' ? 'guest' : 'session';
    const former = last?.handle === handle ? null : last;
    if (former) await lastFlush(former);
    const done = await store.change((outbox) => {
      // Looked at inside the transaction: an end in this tab or another may have come first.
      if (mine !== generation || (isStale(outbox) && outbox.session?.handle !== handle)) return null;
      const before = outbox.epoch;
      const replaced = slot === 'guest' ? [outbox.guest] : [outbox.session, outbox.guest];
      const gone = slot === 'guest' ? [] : leave(outbox, [handle, ...waitingHere()]);
      name(outbox, claim ? [page, waitingFor(claim)] : [page], kept);
      outbox[slot] = kept;
      const hasEnded = outbox.epoch !== before;
      epoch = outbox.epoch;
      return { gone, replaced, hasEnded };
    });
    if (!done) {
      revoke(credential);
      if (mine === generation) self.drop(false);
      return;
    }
    tell(done.gone);
    if (done.hasEnded) announceEnd(handle);
    for (const each of done.replaced) if (each && each.credential !== credential) revoke(each.credential);
    named = claim;
    wanted = wanted.filter((each) => each !== claim);
    setSession(opened);
    if (wanted.length > 0) wake();
  }

  /** A missed end shows as an epoch that this page doesn't know. */
  function isStale(outbox: OutboxDocument): boolean {
    epoch ??= outbox.epoch;
    return epoch !== outbox.epoch;
  }

  /** One attempt under the old sessions, then entries and credentials go in one transaction, and each is told. */
  async function endAll(stays?: readonly string[]): Promise<void> {
    named = null;
    setSession(null);
    const ending = await store.change((outbox) => {
      outbox.leaving = true;
      return [outbox.session, outbox.guest].filter((each) => each !== null);
    });
    await Promise.all(ending.map(lastFlush));
    const gone = await store.change((outbox) => {
      const outcomes = leave(outbox, stays);
      epoch = outbox.epoch;
      return outcomes;
    });
    tell(gone);
    announceEnd();
    for (const { credential } of ending) revoke(credential);
  }

  function announceEnd(stays?: string): void {
    tabs.postMessage({ stays, epoch: store.isDurable && epoch !== undefined ? epoch : Infinity });
  }

  function lastFlush(former: Sender): Promise<unknown> {
    return Promise.race([
      delivery.flush(former).catch(ignore),
      new Promise((resolve) => setTimeout(resolve, LAST_FLUSH_MS)),
    ]);
  }

  const self: Person = {
    get session() {
      return session;
    },
    async recover() {
      const isCutShort = await store.change((outbox) => {
        epoch = outbox.epoch;
        return outbox.leaving;
      });
      if (isCutShort) await endAll();
    },
    ownerIn(outbox, claim) {
      if (claim) {
        epoch = outbox.epoch;
        isQuiet = false;
        const latest = wanted.at(-1) ?? (session && named);
        if (!latest || waitingFor(latest) !== waitingFor(claim)) {
          wanted = [...wanted, claim];
          // Whoever logged in on this page since the endpoint was asked is another answer.
          isAnswerOld = true;
        }
      } else if (!wanted[0] && isStale(outbox)) self.drop(false);
      const last = wanted.at(-1);
      if (session && !last) return { owner: session.handle, trust: session.trust };
      return { owner: last ? waitingFor(last) : page, trust: null };
    },
    needSession() {
      needsSession = true;
    },
    establish,
    renew(credential) {
      if (!session || (credential && session.credential !== credential)) return;
      needsProof = true;
      wake();
    },
    async askUnread() {
      const { credential } = session ?? (await store.change(({ guest }) => guest)) ?? {};
      if (credential) adapter.unread(credential).then((count) => events.emit('unread', count), ignore);
    },
    end() {
      forget();
      isQuiet = true;
      return endAll();
    },
    hear({ stays, epoch: since = 0 }) {
      if (since <= (epoch ?? -1) || (stays && session?.handle === stays)) return;
      // Whom this page is about to name may be the one who came: `adopt` sees.
      if (stays && wanted[0]) setSession(null);
      else self.drop(false);
    },
    drop(mayAsk) {
      forget();
      epoch = undefined;
      isAnswerOld = true;
      isQuiet = !mayAsk;
      wake();
    },
  };
  return self;
}
