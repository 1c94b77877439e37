import type { ChatBackend } from './adapter.js';
import type { ConvotError } from './errors.js';
import type { Message, Session } from './wire.js';

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

/** What the client gives to a chat: as little as a page that never opens one should have to download. */
export interface ChatHost {
  readonly backend: ChatBackend;
  /** Whom the chat may show at this moment; `null` while nobody is named: show nothing of anybody. */
  readonly session: Session | null;
  /** What the page chose. */
  readonly options: ChatOptions;
  /**
   * Listens; returns what ends that. `session` tells each change of {@link ChatHost.session}, also to `null`: drop at
   * once what is shown of another person. `error` tells why a session can't be had.
   */
  on<Name extends keyof ChatHostEvents>(name: Name, listener: (event: ChatHostEvents[Name]) => void): () => void;
  /** Tells the launcher and the page how much is `unread`, and of each agent's `message`. */
  emit<Name extends keyof ChatNews>(name: Name, event: ChatNews[Name]): void;
  /**
   * Names the visitor, as a guest if nobody is named, and renews what {@link ChatHost.prove} asked for.
   * Resolves when that is done or has failed: {@link ChatHost.session} says which.
   */
  wantSession(): Promise<void>;
  /** The backend said `session_ended` for this credential: its proof is to be renewed. */
  prove(credential: string): void;
  /** The chat's own controls close through here, so that the page's events are right. */
  close(): void;
}

/** What a chat hears from the client. */
export interface ChatHostEvents {
  session: Session | null;
  error: ConvotError;
}

/** What the client hears from a chat. */
export interface ChatNews {
  unread: number;
  message: Message;
}

/** How a chat looks and speaks. */
export interface ChatOptions {
  /** A BCP 47 tag; the chat picks the nearest table that it has. @default the page's language, else the browser's */
  readonly locale?: string | undefined;
  /** The lower corner of the page where the launcher stands. @default 'right' */
  readonly position?: 'left' | 'right' | undefined;
}
