import type { Host } from './host.js';
import type { ChatEvent } from './model/events.js';
import { reduce } from './model/reduce.js';
import { type ChatState, unreadOf, WAITING } from './model/state.js';
import { codeOf } from './visit/fault.js';
import { follow, readAgain } from './visit/following.js';
import { markShownRead, readShownThread } from './visit/reading.js';
import { retry, submit } from './visit/sending.js';
import { submitTicket } from './visit/ticketing.js';
import { createVisit, type Visit } from './visit/visit.js';

/** A chat without its views: what is shown, and what a visitor can do. */
export interface Chat {
  readonly state: ChatState;
  open(): void;
  close(): void;
  /** Ends it for good. */
  end(): void;
  /** What a view reports of its visitor. */
  report(event: ChatEvent): void;
  submit(thread: string, text: string): void;
  /** Sends again what failed in a thread. */
  retry(thread: string): void;
  submitTicket(): void;
  /** The page came into sight: what is shown counts as read. */
  look(): void;
  /** Asks again for whatever could not be read. */
  reload(): void;
}

/**
 * @param changed - called after each change of the state
 * @param isSeen - whether a visitor can see an open panel at this moment
 */
export function createChat(host: Host, changed: () => void, isSeen: () => boolean): Chat {
  let state: ChatState = WAITING;
  let isOpen = false;
  /** The person's stay, and what ends it. Each entry or departure makes the answers to earlier ones worthless. */
  let visit: Visit | null = null;
  let stay = new AbortController();
  /** The stream; it runs while the chat is open. */
  let following = new AbortController();
  let unreadTold: number | null = null;

  function apply(event: ChatEvent): void {
    state = reduce(state, event);
    changed();
    settle();
  }

  /** Does what a state calls for. Each step changes the state so that it is called for once. */
  function settle(): void {
    if (visit && isOpen && state.name === 'ready') void readShownThread(visit, state);
    if (visit && isOpen && state.name === 'ready' && isSeen()) markShownRead(visit, state);
    if (state.name !== 'ready' || unreadOf(state) === unreadTold) return;
    unreadTold = unreadOf(state);
    host.setUnread(unreadTold);
  }

  /** Drops everything of whoever was shown. */
  function leave(): void {
    following.abort();
    stay.abort();
    stay = new AbortController();
    visit = null;
    unreadTold = null;
    state = WAITING;
    changed();
  }

  async function enter(): Promise<void> {
    leave();
    const { signal } = stay;
    try {
      const { handle } = await host.ensureSession();
      if (signal.aborted) return;
      visit = createVisit(host, handle, signal, () => state, apply);
      resume(visit);
    } catch (fault) {
      if (!signal.aborted) apply({ type: 'failed', code: codeOf(fault) });
    }
  }

  /** Follows first and reads then: what happens in between is in both rather than in neither. */
  function resume(current: Visit): void {
    following.abort();
    following = new AbortController();
    void follow(current, following.signal);
    readAgain(current);
  }

  function load(): void {
    if (visit && visit.handle === host.session?.handle) resume(visit);
    else void enter();
  }

  const unsubscribe = host.onSession((session) => {
    if (session && session.handle === visit?.handle) return;
    leave();
    const { signal } = stay;
    // The client is still in the middle of its change here.
    queueMicrotask(() => isOpen && !signal.aborted && void enter());
  });

  return {
    get state() {
      return state;
    },
    open() {
      isOpen = true;
      load();
    },
    close() {
      isOpen = false;
      following.abort();
      if (!visit) leave();
    },
    end() {
      isOpen = false;
      unsubscribe();
      leave();
    },
    report: apply,
    submit: (thread, text) => visit && submit(visit, thread, text),
    retry: (thread) => visit && retry(visit, thread),
    submitTicket: () => void (visit && submitTicket(visit)),
    look: settle,
    reload: load,
  };
}
