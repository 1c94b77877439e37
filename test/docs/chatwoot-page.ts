import { createClient } from 'convot';
import { chatwoot } from 'convot/adapters/chatwoot';

/** Call it where there is a window. */
export const connect = () =>
  createClient({
    adapter: chatwoot({ url: 'https://app.chatwoot.com', inbox: 'your inbox identifier' }),
    chat: () => import('convot/chat'),
  });
