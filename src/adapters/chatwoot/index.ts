import type { BackendAdapter } from '../../protocol/index.js';
import { type ChatwootOptions, chatwootAdapter } from './adapter.js';

export type { ChatwootOptions };

/**
 * Chatwoot through its public client API, for an inbox of the kind "API".
 *
 * It keeps less than the desk does, and says so in its `capabilities`: whoever names a person may overwrite that
 * person's custom attributes (`fillBlanksOnly: false`); nothing is applied exactly once; identity tokens, tickets and
 * replay don't exist; a session can't be revoked, and two pages that write at once can lose a key. A right `user_hash`
 * makes a session verified. docs/adapters.md says what each of these means.
 *
 * @example
 * ```ts
 * createClient({ adapter: chatwoot({ url: 'https://app.chatwoot.com', inbox: 'the inbox identifier' }) });
 * ```
 */
export function chatwoot(options: ChatwootOptions): BackendAdapter {
  return chatwootAdapter(options, () => import('./chat.js'));
}
