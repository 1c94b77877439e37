import type { BackendAdapter, ChatModule, Claim } from '../protocol/index.js';
import type { Settlement } from './outbox.js';
import type { Store } from './store.js';

/** What `createClient()` takes. */
export interface ClientOptions {
  /** The backend: `desk({ app, url })`, `memory({ app })`, or one of your own. */
  readonly adapter: BackendAdapter;
  /** Loads the chat when it is first opened, as `() => import('convot/chat')`. Without it there is no chat. */
  readonly chat?: () => Promise<ChatModule>;
  /**
   * The route that answers `{ identity: <token> | null }`. A path means this page's origin.
   *
   * @default the app's setting; `null` asks nobody
   */
  readonly identityEndpoint?: string | null | undefined;
  /**
   * Called instead of an identity endpoint, each time a fresh token is needed: resolves with the token, or with
   * `null` when the visitor is logged out.
   */
  readonly getToken?: (() => Promise<string | null>) | undefined;
  /**
   * Also asks an endpoint on another origin, with its cookies.
   *
   * @default false
   */
  readonly crossOriginIdentity?: boolean;
  /**
   * A BCP 47 tag for the chat's texts.
   *
   * @default the page's `lang`, else the browser's language
   */
  readonly locale?: string | undefined;
  /**
   * The lower corner of the page in which the chat opens.
   *
   * @default 'right'
   */
  readonly position?: 'left' | 'right' | undefined;
  /**
   * How the chat looks; `auto` follows the visitor's system.
   *
   * @default 'auto'
   */
  readonly theme?: 'light' | 'dark' | 'auto' | undefined;
  /**
   * Where patches wait until they are delivered.
   *
   * @default IndexedDB, and memory where the browser refuses it
   */
  readonly store?: Store;
}

/** What `identify()` takes: who the visitor is, and what to know about them. */
export interface Identify extends Omit<Claim, 'external_id'> {
  /** The customer's own id of the person; a number is taken as its decimal. */
  readonly external_id?: string | number;
  /** Merged into what is stored: named keys are set, `null` clears, others stay. */
  readonly custom_data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What `identify()` resolves with. A caller who ignores it loses nothing. */
export interface Receipt {
  /** `queued` is on disk, `held` in memory only; `none` when there was nothing acceptable to store. */
  readonly stored: 'queued' | 'held' | 'none';
  /** The patch's one end; never rejects. */
  readonly settled: Promise<Settlement>;
}
