import {
  type ChatBackend,
  type ChatHost,
  type ChatOptions,
  ConvotError,
  type Message,
  type Session,
} from '../../src/protocol/index.js';

/** The client as the chat's own rooms use it. */
export interface Host {
  readonly backend: ChatBackend;
  readonly options: ChatOptions;
  /** Whom the chat may show at this moment; `null` while nobody is named. */
  readonly session: Session | null;
  /** Called at each change of {@link Host.session}, also to `null`. */
  onSession(listener: (session: Session | null) => void): () => void;
  /** A session that may chat, a guest's when nobody is named. @throws ConvotError why there is none */
  ensureSession(): Promise<Session>;
  /** The backend said `session_ended` for this credential: proves the identity again, once. */
  sessionEnded(credential: string): Promise<Session>;
  /** Tells the launcher and the page that the chat opened or closed. */
  announceOpen(isOpen: boolean): void;
  setUnread(count: number): void;
  /** Tells the page of an agent's message. */
  announce(message: Message): void;
}

export function hostOf(client: ChatHost, backend: ChatBackend): Host {
  const { visitor } = client;
  let failure = new ConvotError('offline');
  client.on('error', (error) => {
    failure = error;
  });

  /** @param ended - a credential that doesn't satisfy any more. */
  async function ensureSession(ended?: string): Promise<Session> {
    const current = () => (visitor.session?.credential === ended ? null : visitor.session);
    if (!current()) await visitor.wantSession();
    const session = current();
    if (!session) throw failure;
    return session;
  }

  return {
    backend,
    options: client.options,
    get session() {
      return visitor.session;
    },
    onSession: (listener) => client.on('session', listener),
    ensureSession: () => ensureSession(),
    sessionEnded(credential) {
      visitor.prove(credential);
      return ensureSession(credential);
    },
    announceOpen: (isOpen) => client.emit(isOpen ? 'open' : 'close'),
    setUnread: (count) => client.emit('unread', count),
    announce: (message) => client.emit('message', message),
  };
}
