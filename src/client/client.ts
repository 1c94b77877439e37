import { asConvotError, ConvotError } from '../protocol/errors.js';
import { ignore } from '../protocol/ignore.js';
import { readClaim } from '../protocol/person.js';
import { randomId } from '../protocol/random-id.js';
import { checkEntries } from '../protocol/values.js';
import { createChat } from './chat.js';
import { createDelivery } from './delivery.js';
import { createEmitter } from './emitter.js';
import type { ClientEvents, InternalEvents } from './events.js';
import { askIdentity } from './identity.js';
import { createLoop } from './loop.js';
import type { ClientOptions, Identify, Receipt } from './options.js';
import { append, type Outcome } from './outbox.js';
import { watchPage } from './page.js';
import { createPerson } from './person.js';
import { createReceipts } from './receipts.js';
import type { ClientStatus } from './status.js';
import { browserStore } from './store.js';
import { createTabs } from './tabs.js';
import { inTurnOfTabs } from './turns.js';

/** A page's connection to its backend. No method throws; none rejects. */
export interface Client {
  /** Says who the visitor is and what to know about them. Resolves when the patch is stored. */
  identify(identity: Identify): Promise<Receipt>;
  /** Resolves once the outbox is open and what was called before is done. */
  ready(): Promise<void>;
  readonly status: ClientStatus;
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
  const stop = new AbortController();
  let failure: string | undefined;
  let isForbidden = false;
  const status = {
    get stored() {
      return store.isDurable ? 'queued' : 'held';
    },
    get reason() {
      if (failure === 'offline') return navigator.onLine ? (isForbidden ? 'csp' : 'blocked-by-client') : failure;
      if (failure === 'endpoint_failed') return 'endpoint-failed';
      return store.isDurable ? null : 'storage-blocked';
    },
    unread: 0,
  };
  events.on('error', ({ code }) => {
    failure = code;
  });
  events.on('unread', (count) => {
    status.unread = count;
  });

  /** What the page's developer should see, with its code; never a value of theirs. */
  function report(error: ConvotError): void {
    console.error('Convot', error.code, error.message);
    events.emit('error', error);
  }

  const tabs = createTabs(scope, (message) => {
    if (message.outcomes) receipts.settle(message.outcomes, true);
    else person.hear(message);
  });
  const tell = (outcomes: readonly Outcome[]) => {
    if (!outcomes[0]) return;
    receipts.settle(outcomes);
    tabs.tell({ outcomes });
  };

  const wake = createLoop(
    async () => {
      await turn;
      if (stop.signal.aborted) return;
      failure = undefined;
      await person.establish();
      const { session } = person;
      if (session) await inTurnOfTabs(scope, () => delivery.flush(session));
    },
    (error) => {
      const known = asConvotError(error, 'internal');
      if (known.code === 'session_ended') person.prove();
      events.emit('error', known);
      return known.retryAfterMs ?? 0;
    },
  );
  const delivery = createDelivery(adapter, store, tell);
  const person = createPerson(adapter, store, () => askIdentity(options), delivery, events, tabs, tell, report, wake);
  const chat = createChat(options, events, person, report);

  /** Commands take effect in the order of their calls, `reset()` included. */
  let turn = person.recover().then(() => events.emit('ready'));
  function inTurn(command: () => Promise<void>): Promise<void> {
    turn = turn.then(command).catch(ignore);
    return turn;
  }

  watchPage(
    stop,
    () => {
      wake();
      person.askUnread();
    },
    () => {
      delivery.flushOnLeaving();
      person.forget();
      // What is told while this page is away would be lost on whoever waits for a receipt.
      if (!receipts.awaited()) tabs.leave();
    },
    () => {
      person.forget(true);
      tabs.enter();
      wake();
    },
    () => {
      isForbidden = true;
    },
  );

  async function identify(identity: Identify): Promise<Receipt> {
    const id = randomId();
    const data = identity?.custom_data ?? {};
    const claim = isRecord(identity) && isRecord(data) ? readClaim(identity) : 'identify()';
    const { accepted, refused } = checkEntries(data);
    const settled = receipts.expect(id, refused);
    if (typeof claim === 'string') {
      report(new ConvotError('claim_invalid', claim));
      receipts.settle([{ id, status: 'refused', code: 'claim_invalid' }]);
      return { stored: 'none', settled };
    }
    if (refused[0]) report(new ConvotError('wrong_use', `custom_data: ${JSON.stringify(refused)}`));
    // Also without custom data: the claim itself has an end that the caller may wait for.
    await inTurn(() =>
      store.change((outbox) => append(outbox, person.ownerIn(outbox, claim), { id, patch: accepted, at: Date.now() })),
    );
    wake();
    return { stored: status.stored, settled };
  }

  return {
    ...chat,
    on: events.on,
    off: events.off,
    status,
    ready: () => turn,
    identify,
    reset() {
      // Nothing of the person stays on screen while the last delivery is tried.
      person.forget();
      return inTurn(person.end);
    },
    update: (custom_data) => identify({ custom_data }),
    show: () => events.emit('show'),
    hide: () => events.emit('hide'),
    destroy() {
      stop.abort();
      chat.destroy();
      person.forget();
      // What is under way names nobody any more, but may yet settle another tab's entries.
      wake().then(() => receipts.awaited() || tabs.leave());
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return Object(value) === value && !Array.isArray(value);
}
