import {
  type BackendAdapter,
  type ChatBackend,
  type Conversation,
  ConvotError,
  checkPatch,
  MESSAGE_CHARS,
  type Message,
  merge,
  personOfClaim,
  randomId,
  readClaim,
  type Session,
  type StreamEvent,
  type Values,
} from 'convot/protocol';

interface Thread {
  readonly owner: string;
  readonly messages: (Message & { readonly client_id?: string | undefined })[];
  read: number;
}

/** A help desk on a shelf. In your adapter, your backend's API stands in its place. */
export class Shelf {
  readonly sessions = new Map<string, Session>();
  readonly values = new Map<string, Values>();
  readonly threads = new Map<string, Thread>();
  readonly listeners = new Map<string, Set<(event: StreamEvent) => void>>();

  add(id: string, author: 'visitor' | 'agent', text: string, client_id?: string): Message {
    const sent_at = new Date().toISOString();
    const message = { id: randomId(), conversation_id: id, author, author_name: null, text, sent_at };
    const thread = this.threads.get(id);
    thread?.messages.push({ ...message, client_id });
    if (thread) this.tell(thread.owner, { type: 'message', message });
    return message;
  }

  tell(credential: string, event: StreamEvent): void {
    for (const listener of this.listeners.get(credential) ?? []) listener(event);
  }
}

export function minimal(shelf: Shelf): BackendAdapter {
  const session = (credential: string): Session => {
    const found = shelf.sessions.get(credential);
    if (!found) throw new ConvotError('session_ended');
    return found;
  };
  const unread = async (credential: string) =>
    (await chat.conversations(credential)).reduce((sum, each) => sum + each.unread, 0);
  const chat = minimalChat(shelf, session);
  return {
    name: 'minimal',
    app: 'shelf',
    capabilities: {
      fillBlanksOnly: true,
      exactlyOnce: false,
      atomicMerge: true,
      identityTokens: false,
      tickets: false,
      replay: false,
      revocation: true,
    },
    settings: async () => ({ name: 'The shelf', identity_endpoint: null }),
    open: async ({ claim: given = {}, identity, resume }) => {
      if (identity !== undefined)
        throw new ConvotError('token_invalid', 'No tokens here.', { reason: 'not_supported' });
      const claim = readClaim(given);
      if (typeof claim === 'string') throw new ConvotError('claim_invalid');
      const person = claim && personOfClaim(claim);
      const before = shelf.sessions.get(resume ?? '');
      if (before?.origin === 'guest' && !person) return before;
      const opened: Session = {
        credential: randomId(),
        handle: person ? `${person.kind}:${person.value}` : `guest:${randomId()}`,
        trust: person ? 'unverified' : 'anonymous',
        origin: person ? 'claim' : 'guest',
        renew_after_s: 3_600,
        person: { email: claim?.email ?? null, name: null },
        unread: 0,
      };
      shelf.sessions.set(opened.credential, opened);
      return opened;
    },
    push: async (credential, { trust, entries }) => {
      const { handle, trust: held } = session(credential);
      if (trust === 'verified' && held !== 'verified') throw new ConvotError('lane_mismatch');
      const results = entries.map(({ seq, custom_data }) => {
        const { accepted, refused } = checkPatch(custom_data);
        shelf.values.set(handle, merge(shelf.values.get(handle) ?? {}, accepted, trust));
        const isRefused = refused.length > 0 && Object.keys(accepted).length === 0;
        return { seq, status: isRefused ? ('refused' as const) : ('applied' as const), refused };
      });
      return { results };
    },
    unread,
    close: async (credential) => {
      shelf.sessions.delete(credential);
      shelf.tell(credential, { type: 'session_ended' });
    },
    chat: async () => chat,
  };
}

function minimalChat(shelf: Shelf, session: (credential: string) => Session): ChatBackend {
  const own = (credential: string, id: string) => {
    const thread = shelf.threads.get(session(credential) && id);
    if (thread?.owner !== credential) throw new ConvotError('not_found');
    return thread;
  };
  const checked = (text: string) => {
    const isRight = text.trim() !== '' && text.length <= MESSAGE_CHARS;
    if (!isRight) throw new ConvotError('request_invalid');
    return text.trim();
  };
  const view = (id: string): Conversation => {
    const { messages = [], read = 0 } = shelf.threads.get(id) ?? {};
    const unread = messages.slice(read).filter(({ author }) => author === 'agent').length;
    return { id, started_at: messages[0]?.sent_at ?? '', last_message: messages.at(-1) ?? null, unread, ticket: null };
  };
  return {
    conversations: async (credential) => {
      const { credential: visitor } = session(credential);
      const all = [...shelf.threads].filter(([, { owner }]) => owner === visitor);
      const last = ({ last_message }: Conversation) => last_message?.sent_at ?? '';
      return all.map(([id]) => view(id)).sort((a, b) => last(b).localeCompare(last(a)));
    },
    messages: async (credential, id) => own(credential, id).messages,
    start: async (credential, { client_id, text }) => {
      const content = checked(text);
      const { credential: owner } = session(credential);
      if (!shelf.threads.has(client_id)) {
        shelf.threads.set(client_id, { owner, messages: [], read: 0 });
        shelf.add(client_id, 'visitor', content);
      }
      const [message] = own(credential, client_id).messages;
      if (!message) throw new ConvotError('internal');
      return { conversation: view(client_id), message };
    },
    send: async (credential, id, { client_id, text }) => {
      const sent = own(credential, id).messages.find((message) => message.client_id === client_id);
      return sent ?? shelf.add(id, 'visitor', checked(text), client_id);
    },
    submitTicket: async (credential, id) => {
      own(credential, id);
      throw new ConvotError('forbidden', 'No tickets here.');
    },
    markRead: async (credential, id) => {
      const thread = own(credential, id);
      thread.read = thread.messages.length;
    },
    stream: (credential, listener, signal) =>
      new Promise((resolve) => {
        const stop = () => {
          shelf.listeners.get(credential)?.delete(hear);
          resolve();
        };
        const hear = (event: StreamEvent) => {
          if (event.type === 'session_ended') stop();
          listener(event);
        };
        shelf.listeners.set(credential, (shelf.listeners.get(credential) ?? new Set()).add(hear));
        signal.addEventListener('abort', stop);
        if (!shelf.sessions.has(credential)) hear({ type: 'session_ended' });
      }),
  };
}
