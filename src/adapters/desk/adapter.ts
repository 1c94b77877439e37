import type { AppSettings, BackendAdapter, ChatBackend, PushAnswer, Session } from '../../protocol/index.js';
import { VISITOR_ROUTES } from '../../protocol/wire.js';
import { type DeskHttp, deskHttp } from './http.js';

/** Which desk, and which app on it. */
export interface DeskOptions {
  /** The app's public id, as `app_…`. */
  readonly app: string;
  /** The desk's address, as `https://desk.example`. */
  readonly url: string;
}

/**
 * The desk's small half.
 *
 * @param loadChat - fetches the other half, which calls the desk through what it is handed; the script tag and the
 * package load it from different places.
 */
export function deskAdapter(
  { app, url }: DeskOptions,
  loadChat: (http: DeskHttp) => Promise<ChatBackend>,
): BackendAdapter {
  const http = deskHttp(url);
  return {
    name: 'desk',
    app,
    settings: () => http<AppSettings>(VISITOR_ROUTES.app(app, 'settings')),
    open: (body) => http<Session>(VISITOR_ROUTES.app(app, 'sessions'), { body }),
    push: (credential, body, options) => http<PushAnswer>(VISITOR_ROUTES.patches, { credential, body, ...options }),
    unread: async (credential) => (await http<{ unread: number }>(VISITOR_ROUTES.unread, { credential })).unread,
    // The page may be on its way out. A session that had ended is answered like one that ends now.
    close: (credential) => http<void>(VISITOR_ROUTES.session, { method: 'DELETE', credential, keepalive: true }),
    chat: () => loadChat(http),
  };
}
