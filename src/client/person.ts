import { asConvotError } from '../protocol/errors.js';
import { ignore } from '../protocol/ignore.js';
import type { BackendAdapter, Claim, ConvotError, Session } from '../protocol/index.js';
import { randomId } from '../protocol/random-id.js';
import { type Delivery, mayPass, type Sender } from './delivery.js';
import type { Emitter } from './emitter.js';
import type { InternalEvents } from './events.js';
import type { IdentityAnswer } from './identity.js';
import { leave, name, type OutboxDocument, type Outcome, type Owner, refuse, waitingFor } from './outbox.js';
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
 * Every wait is followed by a look at `wanted`: who was being named may have left meanwhile.
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
  /** A chat needs a session, a guest's if nobody is named. Resolves when there is one, or can't be. */
  wantSession(): Promise<void>;
  /** Names who is wanted and renews what has ended. @throws ConvotError what the loop should wait for */
  establish(): Promise<void>;
  /** The backend ended this credential, or its proof grows old; without one, at the next round: the current one. */
  prove(credential?: string): void;
  /** Asks how much is unread, at load and on return to the tab; also for a guest whose session is not needed yet. */
  askUnread(): Promise<void>;
  /** Shows nothing of the person from now on; asks for nobody, or, with anything given, anew. */
  forget(mayAsk?: unknown): void;
  /** `reset()`: nothing of the person remains, here or in any tab. */
  end(): Promise<void>;
  /** Another tab ended its person: this one's ends too, unless it was named later or is the one who came. */
  hear(message: TabMessage): void;
}

/** The last attempt under an old session may take this long, in milliseconds. */
const LAST_FLUSH_MS = 2_000;

/**
 * @param askIdentity - rejects with what the endpoint did wrong, or whatever else kept it from answering.
 * @param tell - hears of entries that reached their end.
 * @param report - hears of a refusal that the page's developer should see.
 * @param wake - starts a round of the loop; resolves when that is over.
 */
export function createPerson(
  adapter: BackendAdapter,
  store: Store,
  askIdentity: () => Promise<IdentityAnswer>,
  delivery: Delivery,
  events: Emitter<InternalEvents>,
  tabs: Tabs,
  tell: (outcomes: readonly Outcome[]) => void,
  report: (error: ConvotError) => void,
  wake: () => Promise<void>,
): Person {
  /** Whom this page load's claimless patches wait for. */
  const page = randomId();
  /** The answer of an endpoint that is not to be asked before the page names somebody: after an end. */
  const silence: Promise<IdentityAnswer> = Promise.resolve(undefined);
  /** The endpoint's, while it may be used; to be asked for when there is none. */
  let answer: Promise<IdentityAnswer> | undefined;
  let session: Session | null = null;
  /**
   * Claims that the desk has yet to name, in the order of their calls: the first is under way. The list itself is a
   * generation: who is forgotten takes it along.
   */
  let wanted: Claim[] = [];
  /** The claim under which the desk named the session's person. */
  let named: Claim | undefined;
  let epoch: number | undefined;
  let needsSession = false;
  let needsProof = false;

  function setSession(next: Session | null, claim?: Claim): void {
    if (!next && !session) return;
    session = next;
    named = claim;
    needsProof = false;
    events.emit('session', next);
    events.emit('unread', next ? next.unread : 0);
    if (!next) return;
    if (next.origin !== 'guest') events.emit('identified', { handle: next.handle, trust: next.trust });
    // One for a credential that has been replaced meanwhile finds nobody.
    setTimeout(prove, next.renew_after_s * 1_000, next.credential);
  }

  function forget(mayAsk?: unknown): void {
    epoch = undefined;
    wanted = [];
    needsSession = false;
    answer = mayAsk ? undefined : silence;
    setSession(null);
  }

  function prove(credential?: string): void {
    if (credential && session?.credential !== credential) return;
    needsProof = true;
    if (credential) wake();
  }

  /** A missed end shows as an epoch that this page doesn't know. */
  function isStale(outbox: OutboxDocument): boolean {
    epoch ??= outbox.epoch;
    return epoch !== outbox.epoch;
  }

  const waitingHere = () => [page, ...wanted.map(waitingFor)];
  const revoke = (sender: Sender) => adapter.close(sender.credential).catch(ignore);

  async function establish(): Promise<void> {
    if (session && !needsProof && !wanted[0]) return;
    const mine = wanted;
    // Read before asking: a later login in another tab is not what the answer is about.
    const { session: last, guest, entries } = await store.change((outbox) => outbox);
    const isFresh = !answer || (needsProof && answer !== silence);
    if (isFresh) answer = askIdentity();
    const token = await answer?.catch((cause: unknown) => {
      const error = asConvotError(cause, 'endpoint_failed');
      if (mine === wanted) answer = undefined;
      // Without an answer a token's session can't be renewed, and nobody else may take its place.
      const isRenewal = session?.origin === 'token';
      // And what a page says of somebody logged in, as far as is known, is no guest's.
      if (isRenewal || (last?.origin === 'token' && !wanted[0] && !needsSession)) throw error;
      events.emit('error', error);
      return undefined;
    });
    if (mine !== wanted) return;
    // Logged out at the customer's. A claim's session is not the token's to end.
    if (token === null && last?.origin === 'token') {
      if (isFresh) await endAll(waitingHere);
      else answer = undefined;
      wake();
      return;
    }
    const claim = wanted[0] ?? named;
    const isGuest = !token && !claim;
    if (isGuest && !needsSession && !session && !entries.some(({ owner }) => owner === page)) return;
    // The guest's session may end with this open, so its entries go first.
    if (!isGuest) await lastFlush(guest);
    const former = isGuest ? guest : last;
    const request = {
      claim,
      identity: token ?? undefined,
      resume: former?.credential,
      guest: guest?.credential,
    };
    const opened = await adapter
      .open(request)
      .catch((error: ConvotError) => (mine === wanted ? notOpened(error, claim, token) : undefined));
    if (!opened) return;
    if (former?.handle !== opened.handle) await lastFlush(former);
    const isRight = (outbox: OutboxDocument) =>
      mine === wanted && (!isStale(outbox) || outbox.session?.handle === opened.handle);
    if (!(await replace(isRight, () => [opened.handle, ...waitingHere()], opened, claim))) {
      revoke(opened);
      if (mine === wanted) forget();
      return;
    }
    if (claim === mine[0]) mine.shift();
    setSession(opened, claim);
    if (wanted[0]) wake();
  }

  /** @throws ConvotError what a later attempt may mend */
  async function notOpened(error: ConvotError, claim: Claim | undefined, token: IdentityAnswer): Promise<void> {
    const { code } = error;
    if (token) answer = undefined;
    const isTokens = code === 'token_invalid';
    if (mayPass(error) || !(isTokens ? token : claim)) throw error;
    report(error);
    if (claim && !isTokens) {
      if (claim === wanted[0]) wanted.shift();
      if (named === claim) named = undefined;
      tell(await store.change((outbox) => refuse(outbox, waitingFor(claim), code)));
    } else answer = silence;
    // A wrong proof names nobody, and surely not the one whom the same kind of proof named before.
    if (session?.origin === (isTokens ? 'token' : 'claim')) await endAll(waitingHere);
    wake();
  }

  /**
   * One attempt under the old sessions, then entries and credentials go in one transaction, and each is told.
   *
   * @param isBegun - finishes an end that a page began, unless a tab has done so meanwhile.
   */
  async function endAll(stays?: () => readonly string[], isBegun?: boolean): Promise<void> {
    setSession(null);
    const [leaving, ...last] = await store.change((outbox) => {
      epoch = outbox.epoch;
      outbox.leaving ||= !isBegun;
      return [outbox.leaving, outbox.session, outbox.guest] as const;
    });
    if (!leaving) return;
    await lastFlush(...last);
    const isRight = (outbox: OutboxDocument) => {
      epoch = outbox.epoch;
      return !isBegun || outbox.leaving;
    };
    await replace(isRight, stays);
  }

  /**
   * Whoever doesn't stay leaves, and the one who came, if anybody did, takes the place: in one transaction.
   *
   * @param isRight - whether this is still to be done: an end in this tab or another may have come first.
   * @param stays - asked at that moment: somebody may have been named while the last attempt was made.
   * @returns whether it was.
   */
  async function replace(
    isRight: (outbox: OutboxDocument) => boolean,
    stays?: () => readonly string[],
    next?: Session,
    claim?: Claim,
  ): Promise<unknown> {
    const left = await store.change((outbox) => {
      if (!isRight(outbox)) return null;
      const { epoch: before, session: last, guest } = outbox;
      const isGuest = next?.origin === 'guest';
      const gone = isGuest ? [] : leave(outbox, stays?.());
      if (next) {
        const { person, ...kept } = next;
        outbox[isGuest ? 'guest' : 'session'] = kept;
        name(outbox, [page, claim && waitingFor(claim)], next);
      }
      return { gone, ended: [guest, !isGuest && last], before, now: outbox.epoch };
    });
    if (left) {
      epoch = left.now;
      tell(left.gone);
      if (epoch !== left.before) {
        delivery.drop();
        tabs.tell({ stays: next?.handle, epoch: store.isDurable ? epoch : Infinity });
      }
      for (const each of left.ended) if (each && each.credential !== next?.credential) revoke(each);
    }
    return left;
  }

  function lastFlush(...senders: readonly (Sender | null)[]): Promise<unknown> {
    return Promise.race([
      Promise.all(senders.map((sender) => sender && delivery.flush(sender).catch(ignore))),
      new Promise((resolve) => setTimeout(resolve, LAST_FLUSH_MS)),
    ]);
  }

  return {
    get session() {
      return session;
    },
    async recover() {
      await endAll(undefined, true);
      // Whatever another tab that did the same has told meanwhile: this page has yet to ask.
      answer = undefined;
    },
    ownerIn(outbox, claim) {
      if (claim) {
        epoch = outbox.epoch;
        const isNew = waitingFor(wanted.at(-1) ?? named ?? {}) !== waitingFor(claim);
        if (isNew) wanted.push(claim);
        // Whoever logged in on this page since the endpoint was asked is another answer.
        if (isNew || answer === silence) answer = undefined;
      } else if (!wanted[0] && isStale(outbox)) forget();
      const last = wanted.at(-1);
      if (last) return [waitingFor(last), null];
      return session ? [session.handle, session.trust] : [page, null];
    },
    wantSession() {
      needsSession = true;
      return wake();
    },
    establish,
    prove,
    async askUnread() {
      const mine = wanted;
      const known = session ?? (await store.change(({ guest }) => guest));
      const isStill = () => mine === wanted && (!session || session === known);
      if (known) adapter.unread(known.credential).then((count) => isStill() && events.emit('unread', count), ignore);
    },
    forget,
    end() {
      forget();
      return endAll();
    },
    hear({ stays, epoch: since }) {
      if ((since as number) <= (epoch as number) || (stays && session?.handle === stays)) return;
      // Whom this page is about to name may be the one who came: `establish` sees.
      if (stays && wanted[0]) setSession(null);
      // The endpoint may know who came, on a page that has named nobody; after an end it is not to be asked again.
      else forget(stays && !session);
      wake();
    },
  };
}
