import type { BackendAdapter, Capabilities } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { chatwootHttp } from './http.js';
import { openSession } from './open.js';
import { applyPush } from './patches.js';
import { Sessions } from './sessions.js';
import { conversationsOf, unreadIn } from './threads.js';

/** Which Chatwoot, and which inbox of it. */
export interface ChatwootOptions {
  /** Chatwoot's address, as `https://app.chatwoot.com`. */
  readonly url: string;
  /** The identifier of an inbox of the kind "API": Settings › Inboxes › Configuration. Not a secret. */
  readonly inbox: string;
}

/** See docs/adapters.md for what each `false` means to a site. */
const CAPABILITIES: Capabilities = {
  fillBlanksOnly: false,
  exactlyOnce: false,
  atomicMerge: false,
  identityTokens: false,
  tickets: false,
  replay: false,
  revocation: false,
};

/** Chatwoot's small half. */
export function chatwootAdapter(
  { url, inbox }: ChatwootOptions,
  loadChat: () => Promise<typeof import('./chat.js')>,
): BackendAdapter {
  const { origin } = new URL(url);
  const chatwoot: Chatwoot = { origin, http: chatwootHttp(origin, inbox), sessions: new Sessions(), newest: new Map() };
  const { http, sessions } = chatwoot;
  return {
    name: 'chatwoot',
    app: inbox,
    capabilities: CAPABILITIES,
    settings: async () => ({ name: (await http<{ name: string }>('')).name, identity_endpoint: null }),
    open: (request) => openSession(chatwoot, request),
    push: async (credential, request, options) => applyPush(chatwoot, sessions.read(credential), request, options),
    unread: async (credential) => unreadIn(await conversationsOf(chatwoot, sessions.read(credential))),
    close: async (credential) => sessions.end(credential),
    chat: async () => (await loadChat()).chatwootChat(chatwoot),
  };
}
