import type {
  AppSettings,
  Conversation,
  Message,
  MessageDraft,
  OpenRequest,
  PushAnswer,
  PushRequest,
  Session,
  StartAnswer,
  StreamEvent,
  Ticket,
  TicketForm,
} from './wire.js';

/**
 * The adapter contract. A backend is two halves: the one here, small enough for every page, and
 * {@link ChatBackend}, fetched with the chat. `convot/testing` holds the suite that each adapter passes.
 *
 * Every method rejects with a `ConvotError` alone. `session_ended` makes the client open again;
 * `offline`, `internal` and `too_many_requests` make it try later; other codes are final.
 */
export interface BackendAdapter {
  /** Short and stable: it names the browser's database, so two backends never share an outbox. */
  readonly name: string;
  /** The app within the backend. */
  readonly app: string;
  /** What the backend can't keep. @default nothing */
  readonly capabilities?: Capabilities;
  /** What the page may know before any session. */
  settings(): Promise<AppSettings>;
  /** Opens a session for the named person, or for a guest. Names the person's handle. */
  open(request: OpenRequest): Promise<Session>;
  /** Hands over a lane's oldest entries. `keepalive` lets the request outlive the page. */
  push(credential: string, request: PushRequest, options?: { readonly keepalive?: boolean }): Promise<PushAnswer>;
  /** Unread messages of an open session; asked at load and on return to the tab. */
  unread(credential: string): Promise<number>;
  /** Ends the session: in this adapter at least, and everywhere with `revocation`. Resolves also when it had ended. */
  close(credential: string): Promise<void>;
  /** Fetches the other half. */
  chat(): Promise<ChatBackend>;
}

/** What the chat asks of a backend. Methods take the session credential first. */
export interface ChatBackend {
  /** Newest activity first. */
  conversations(credential: string): Promise<readonly Conversation[]>;
  /** Oldest first. */
  messages(credential: string, conversation: string): Promise<readonly Message[]>;
  start(credential: string, draft: MessageDraft): Promise<StartAnswer>;
  send(credential: string, conversation: string, draft: MessageDraft): Promise<Message>;
  submitTicket(credential: string, conversation: string, form: TicketForm): Promise<Ticket>;
  markRead(credential: string, conversation: string): Promise<void>;
  /**
   * Follows the session's events until `signal` aborts, reconnecting by itself. Resolves after an abort or a
   * `session_ended`; rejects with a final error.
   */
  stream(credential: string, listener: (event: StreamEvent) => void, signal: AbortSignal): Promise<void>;
}

/**
 * What a backend can't keep is a `false` here and a line in its docs, never papered over. What is left out is claimed,
 * and `convot/testing` tries it.
 */
export interface Capabilities {
  /** Tells verified from unverified and lets the latter fill blanks only (Laws 1 and 5). */
  readonly fillBlanksOnly?: boolean;
  /** Applies an entry once however often it is sent (Law 3). */
  readonly exactlyOnce?: boolean;
  /** Merges in one step: of two pages that write at once to one person, neither loses a key. */
  readonly atomicMerge?: boolean;
  /** Opens identity tokens. */
  readonly identityTokens?: boolean;
  readonly tickets?: boolean;
  /** Delivers events without being asked, with replay after a lost connection. */
  readonly replay?: boolean;
  /** `close()` ends the session for whoever holds its credential, not in this page alone. */
  readonly revocation?: boolean;
}
