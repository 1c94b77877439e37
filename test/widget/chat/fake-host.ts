import type { ChatBackend, Conversation, Message, Session, StreamEvent } from '../../../src/protocol/index.js';
import type { Host } from '../../../widget/chat/host.js';

/** A client and a backend in memory, with every answer in the test's hands. */
export interface FakeHost extends Host {
  /** Who has come: also `null`. */
  name(session: Session | null): void;
  /** What the next call of a method answers, in place of what is kept. */
  answer<Name extends keyof ChatBackend>(name: Name, by: () => ReturnType<ChatBackend[Name]>): void;
  /** Sends an event down every open stream. */
  emit(event: StreamEvent): void;
  readonly calls: { readonly name: string; readonly credential: string; readonly rest: readonly unknown[] }[];
  readonly unread: number[];
  /** The chat told that it opened (`true`) or closed. */
  readonly openings: readonly boolean[];
  readonly openStreams: number;
  readonly conversations: Conversation[];
  readonly messages: Map<string, Message[]>;
}

export function session(handle: string, more: Partial<Session> = {}): Session {
  return {
    credential: `credential-of-${handle}`,
    handle,
    trust: 'verified',
    origin: 'token',
    renew_after_s: 3_000,
    person: { email: `${handle}@example.com`, name: handle },
    unread: 0,
    ...more,
  };
}

export function message(conversation_id: string, id: string, more: Partial<Message> = {}): Message {
  const sent_at = '2026-03-02T10:00:00.000Z';
  return { id, conversation_id, author: 'visitor', author_name: null, text: `text of ${id}`, sent_at, ...more };
}

export function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return { id, started_at: '2026-03-02T09:00:00.000Z', last_message: null, unread: 0, ticket: null, ...more };
}

/** @param guest - the session that `ensureSession` opens while nobody is named */
export function fakeHost(first: Session | null = session('ada'), guest = session('guest')): FakeHost {
  let current = first;
  const openings: boolean[] = [];
  let count = 0;
  const listeners = new Set<(session: Session | null) => void>();
  const streams = new Map<(event: StreamEvent) => void, () => void>();
  const planned = new Map<string, (() => unknown)[]>();
  const calls: { name: string; credential: string; rest: unknown[] }[] = [];
  const unread: number[] = [];
  const conversations: Conversation[] = [];
  const messages = new Map<string, Message[]>();

  function method<Rest extends unknown[], Answer>(name: string, usual: (...rest: Rest) => Answer) {
    return async (credential: string, ...rest: Rest): Promise<Answer> => {
      calls.push({ name, credential, rest });
      const plan = planned.get(name)?.shift();
      return (plan ? await plan() : usual(...rest)) as Answer;
    };
  }
  function keep(conversationId: string, text: string): Message {
    count += 1;
    const kept = message(conversationId, `m-new-${count}`, { text, sent_at: new Date().toISOString() });
    messages.set(conversationId, [...(messages.get(conversationId) ?? []), kept]);
    return kept;
  }
  const backend: ChatBackend = {
    conversations: method('conversations', () => [...conversations]),
    messages: method('messages', (id: string) => messages.get(id) ?? []),
    start: method('start', ({ text }) => {
      const started = conversation(`c-new-${conversations.length}`);
      conversations.unshift(started);
      const kept = keep(started.id, text);
      return { conversation: { ...started, last_message: kept }, message: kept };
    }),
    send: method('send', (id: string, { text }) => keep(id, text)),
    submitTicket: method('submitTicket', (_id: string, { subject }) => ({
      id: 't1',
      number: 12,
      subject,
      status: 'open',
      created_at: '2026-03-02T10:00:00.000Z',
    })),
    markRead: method('markRead', () => undefined),
    stream: (credential, listener, signal) => {
      calls.push({ name: 'stream', credential, rest: [] });
      return new Promise((resolve) => {
        const end = () => {
          streams.delete(listener);
          resolve();
        };
        streams.set(listener, end);
        signal.addEventListener('abort', end);
      });
    },
  };
  return {
    backend,
    options: { locale: 'en-GB', adapter: { chat: async () => backend } },
    get session() {
      return current;
    },
    onSession(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureSession() {
      calls.push({ name: 'ensureSession', credential: '', rest: [] });
      const plan = planned.get('ensureSession')?.shift();
      if (plan) return (await plan()) as Session;
      if (!current) this.name(guest);
      return current ?? guest;
    },
    async sessionEnded(credential) {
      calls.push({ name: 'sessionEnded', credential, rest: [] });
      if (current) current = { ...current, credential: `${credential}-renewed` };
      return current ?? guest;
    },
    announceOpen: (isOpen) => {
      openings.push(isOpen);
    },
    announce: () => undefined,
    setUnread: (total) => {
      unread.push(total);
    },
    name(next) {
      current = next;
      for (const listener of listeners) listener(next);
    },
    answer(name, by) {
      planned.set(name, [...(planned.get(name) ?? []), by]);
    },
    emit(event) {
      for (const [listener, end] of [...streams]) {
        listener(event);
        if (event.type === 'session_ended') end();
      }
    },
    calls,
    unread,
    conversations,
    messages,
    openings,
    get openStreams() {
      return streams.size;
    },
  };
}
