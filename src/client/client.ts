import { ignore } from '../protocol/ignore.js';
import {
  type Claim,
  ConvotError,
  checkPatch,
  type ErrorCode,
  type Patch,
  type Refusal,
  randomId,
  readClaim,
} from '../protocol/index.js';
import { createChat } from './chat.js';
import { createDelivery, isTransient } from './delivery.js';
import { createEmitter } from './emitter.js';
import type { ClientEvents, InternalEvents } from './events.js';
import { identitySource } from './identity.js';
import { createLoop } from './loop.js';
import type { ClientOptions, Identify, Receipt } from './options.js';
import { append, type Outcome } from './outbox.js';
import { watchPage } from './page.js';
import { createPerson } from './person.js';
import { createReceipts } from './receipts.js';
import { browserStore } from './store.js';
import type { TabMessage } from './tabs.js';

/** A page's connection to its backend. No method throws; none rejects. */
export interface Client {
  /** Says who the visitor is and what to know about them. Resolves when the patch is stored. */
  identify(identity: Identify): Promise<Receipt>;
  /** Ends the person on this device: delivers what it can within 2 s, then deletes everything. */
  reset(): Promise<void>;
  /** Listens; returns the function that stops. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void;
  /** Stops what `on` with the same listener began. */
  off<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): void;
  /** Changes custom data of whoever the visitor is: `identify()` without a new claim. */
  update(custom_data: NonNullable<Identify['custom_data']>): Promise<Receipt>;
  /** Opens the chat; loads it the first time. */
  open(): void;
  close(): void;
  toggle(): void;
  /** Shows the launcher again. */
  show(): void;
  /** Hides the launcher; the chat can still be opened by `open()`. */
  hide(): void;
  /** Stops all work of this client and takes its chat out of the page. What waits on disk stays for the next one. */
  destroy(): void;
}

/**
 * Connects a page to a backend. Importable where there is no `window`; call it where there is one.
 *
 * @example
 * ```ts
 * const convot = createClient({ adapter: desk({ app, url }), chat: () => import('convot/chat') });
 * await convot.identify({ external_id: 'user_123', user_hash, custom_data: { plan: 'pro' } });
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const { adapter } = options;
  const scope = `convot:${adapter.name}:${adapter.app}`;
  const store = options.store ?? browserStore(scope);
  const events = createEmitter<InternalEvents>();
  const receipts = createReceipts(events);

  /** What the page's developer should see, with its code; never a value of theirs. */
  function report(error: ConvotError): void {
    console.error('Convot', error.code, error.message);
    events.emit('error', error);
  }

  const tabs = new BroadcastChannel(scope);
  tabs.onmessage = ({ data }: { readonly data: TabMessage }) => {
    if (data.outcomes) receipts.settle(data.outcomes, true);
    else person.hear(data);
  };
  const tell = (outcomes: readonly Outcome[]) => {
    if (outcomes.length === 0) return;
    receipts.settle(outcomes);
    tabs.postMessage({ outcomes } satisfies TabMessage);
  };

  const loop = createLoop(
    async () => {
      await recovered;
      await person.establish();
      if (person.session) await delivery.flush(person.session);
    },
    (error) => {
      const known = error instanceof ConvotError ? error : new ConvotError('internal', String(error));
      const hasEnded = known.code === 'session_ended';
      if (hasEnded) person.renew();
      events.emit('error', known);
      return hasEnded || isTransient(known) ? (known.retryAfterMs ?? 0) : null;
    },
  );
  const delivery = createDelivery(adapter, store, tell);
  const askIdentity = identitySource({
    endpoint: async () =>
      options.identityEndpoint === undefined ? (await adapter.settings()).identity_endpoint : options.identityEndpoint,
    getToken: options.getToken,
    crossOrigin: options.crossOriginIdentity,
    onFailure: (error) => events.emit('error', error),
  });
  const person = createPerson({ adapter, store, askIdentity, delivery, events, tabs, tell, report, wake: loop.wake });
  const chat = createChat({ options, events, person, hurry: loop.hurry, report });

  /** Commands take effect in the order of their calls, `reset()` included. */
  const recovered = person.recover();
  let turn: Promise<unknown> = recovered;
  function inTurn<T>(command: () => Promise<T>): Promise<T> {
    const result = turn.then(command);
    turn = result.catch(ignore);
    return result;
  }

  const stopWatching = watchPage({
    onMoment() {
      loop.hurry();
      person.askUnread();
    },
    onLeave() {
      delivery.flushOnLeaving();
      events.emit('session', null);
    },
    onRestore: () => person.drop(true),
  });

  function identify(identity: Identify): Promise<Receipt> {
    const data = identity?.custom_data ?? {};
    if (!isRecord(identity) || !isRecord(data)) return refuse('wrong_use', 'identify({})');
    const claim = readClaim(identity);
    if (claim && 'invalid' in claim) return refuse('claim_invalid', claim.invalid);
    const { accepted, refused } = checkPatch(data);
    if (refused.length) {
      events.emit('refused', { status: 'refused', refused });
      report(new ConvotError('wrong_use', `custom_data: ${JSON.stringify(refused)}`));
    }
    return inTurn(() => keep(claim, accepted, refused));
  }

  /** Also without custom data: the claim itself has an end that the caller may wait for. */
  async function keep(claim: Claim | null, patch: Patch, refused: readonly Refusal[]): Promise<Receipt> {
    const id = randomId();
    const settled = receipts.expect(id);
    await store.change((outbox) => append(outbox, person.ownerIn(outbox, claim), { id, patch, queuedAt: Date.now() }));
    loop.hurry();
    return {
      stored: store.isDurable ? 'queued' : 'held',
      settled: settled.then((end) => ({ ...end, refused: [...refused, ...end.refused] })),
    };
  }

  function refuse(code: ErrorCode, message: string): Promise<Receipt> {
    const end = { status: 'refused', refused: [], code } as const;
    report(new ConvotError(code, message));
    events.emit('refused', end);
    return Promise.resolve({ stored: 'none', settled: Promise.resolve(end) });
  }

  return {
    identify,
    reset() {
      // Nothing of the person stays on screen while the last delivery is tried.
      events.emit('session', null);
      return inTurn(person.end);
    },
    on: events.on,
    off: events.off,
    update: (custom_data) => identify({ custom_data }),
    open: chat.open,
    close: chat.close,
    toggle: chat.toggle,
    show: () => events.emit('show'),
    hide: () => events.emit('hide'),
    destroy() {
      stopWatching();
      chat.destroy();
      // What is under way names nobody any more, but may yet settle another tab's entries.
      loop
        .stop()
        .then(() => turn)
        .then(() => tabs.close());
      person.drop(false);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
