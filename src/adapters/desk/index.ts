import type { BackendAdapter } from '../../protocol/index.js';
import { type DeskOptions, deskAdapter } from './adapter.js';

export type { DeskOptions };

/**
 * The reference desk over HTTP and server-sent events: the default backend.
 *
 * @example
 * ```ts
 * createClient({ adapter: desk({ app: 'app_…', url: 'https://desk.example' }) });
 * ```
 */
export function desk(options: DeskOptions): BackendAdapter {
  return deskAdapter(options, async (http) => (await import('./chat.js')).deskChat(http));
}
