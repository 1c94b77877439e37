import type { ChatwootHttp } from './http.js';
import type { Sessions } from './sessions.js';

/** One inbox of one Chatwoot: what both halves of the adapter share. */
export interface Chatwoot {
  /** Chatwoot's address; the cable hangs below it. */
  readonly origin: string;
  readonly http: ChatwootHttp;
  readonly sessions: Sessions;
  /** The id of each conversation's newest message that this page has read. */
  readonly newest: Map<string, number>;
}
