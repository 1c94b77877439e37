import type { BackendAdapter } from './adapter.js';
import type { ConvotError } from './errors.js';
import type { Message, Session } from './wire.js';

/**
 * The seam between the client and a chat: the client is handed a function that loads a {@link ChatModule}
 * and never imports one.
 */
export interface ChatModule {
  /**
   * Puts the chat into the page, hidden, and resolves with its remote control.
   *
   * Rejects with what kept the backend's half from coming; the client tells it as `chat_failed`.
   */
  mountChat(host: ChatHost): Promise<ChatView>;
}

/** A mounted chat. */
export interface ChatView {
  open(): void;
  close(): void;
  toggle(): void;
  /** Takes it out of the page; nothing of it remains. */
  destroy(): void;
}

/** What the client gives to a chat: as little as a page that never opens one should have to download. */
export interface ChatHost {
  /** What the page chose. */
  readonly options: ChatOptions;
  readonly visitor: ChatVisitor;
  /** Listens; returns what ends that. */
  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void;
  /** Tells the launcher and the page of what happens here. */
  emit<Name extends keyof ChatEvents>(
    name: Name,
    ...event: ChatEvents[Name] extends undefined ? [] : [ChatEvents[Name]]
  ): void;
}

/** Whom the chat speaks for. */
export interface ChatVisitor {
  /** Whom the chat may show at this moment; `null` while nobody is named: show nothing of anybody. */
  readonly session: Session | null;
  /**
   * Names the visitor, as a guest if nobody is named, and renews what {@link ChatVisitor.prove} asked for.
   * Resolves when that is done or has failed: {@link ChatVisitor.session} says which.
   */
  wantSession(): Promise<void>;
  /** The backend said `session_ended` for this credential: its proof is to be renewed. */
  prove(credential: string): void;
}

/** What a chat hears from the client, and tells it. */
export interface ChatEvents {
  /** Heard at each change of {@link ChatVisitor.session}, also to `null`: drop at once what is shown of another person. */
  session: Session | null;
  /** Heard: why a session can't be had. */
  error: ConvotError;
  /** Told: how many messages of an agent wait. */
  unread: number;
  /** Told: an agent's message arrived. */
  message: Message;
  /** Told: it opened, by whatever means, */
  open: undefined;
  /** or closed. */
  close: undefined;
}

/** How a chat looks and speaks. */
export interface ChatOptions {
  /** Fetches the backend's half for the chat, and says what it can't keep. */
  readonly adapter: Pick<BackendAdapter, 'chat' | 'capabilities'>;
  /** A BCP 47 tag; the chat picks the nearest table that it has. @default the page's language, else the browser's */
  readonly locale?: string | undefined;
  /** The lower corner of the page where the launcher stands. @default 'right' */
  readonly position?: 'left' | 'right' | undefined;
  /** `auto` follows the visitor's system. @default 'auto' */
  readonly theme?: 'light' | 'dark' | 'auto' | undefined;
}
