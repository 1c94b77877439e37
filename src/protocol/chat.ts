import type { ChatBackend } from './adapter.js';
import type { Session } from './wire.js';

/**
 * The seam between the client and a chat: the client is handed a function that loads a {@link ChatModule}
 * and never imports one.
 */
export interface ChatModule {
  /** Puts the chat into the page, hidden, and returns its remote control. */
  mountChat(host: ChatHost): ChatView;
}

/** A mounted chat. */
export interface ChatView {
  open(): void;
  close(): void;
  /** Takes it out of the page; nothing of it remains. */
  destroy(): void;
}

/** What the client gives to a chat. */
export interface ChatHost {
  readonly backend: ChatBackend;
  /** Whom the chat may show at this moment; `null` while nobody is named: show nothing of anybody. */
  readonly session: Session | null;
  /** Called at each change of {@link ChatHost.session}'s person, also to `null`: drop what is shown at once. */
  onSession(listener: (session: Session | null) => void): () => void;
  /**
   * Resolves with a session that may chat, opening a guest's when nobody is named.
   * Rejects with a `ConvotError` when the backend can't be reached.
   */
  ensureSession(): Promise<Session>;
  /** The backend said `session_ended` for this credential: proves the identity again, once. */
  sessionEnded(credential: string): Promise<Session>;
  /** The chat's own controls open and close through here, so that the page's events are right. */
  requestClose(): void;
  /** Tells the launcher and the page. */
  setUnread(count: number): void;
  /** A BCP 47 tag, of which the chat picks the nearest table that it has. @default the page's language, else the browser's */
  readonly locale?: string | undefined;
  /** The lower corner of the page where the launcher stands. @default 'right' */
  readonly position?: 'left' | 'right' | undefined;
}
