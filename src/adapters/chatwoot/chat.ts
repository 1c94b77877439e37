import { type ChatBackend, ConvotError, type Ticket } from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { createSending } from './sending.js';
import { contactPath } from './sessions.js';
import { follow } from './stream.js';
import { conversationsOf, threadIn } from './threads.js';

/** Chatwoot's other half, fetched with the chat. */
export function chatwootChat(chatwoot: Chatwoot): ChatBackend {
  const { http, sessions } = chatwoot;
  const { start, send } = createSending(chatwoot);
  return {
    conversations: async (credential) =>
      (await conversationsOf(chatwoot, sessions.read(credential))).map(({ conversation }) => conversation),
    messages: async (credential, id) => (await threadIn(chatwoot, sessions.read(credential), id)).messages,
    start: async (credential, draft) => start(sessions.read(credential), draft),
    send: async (credential, id, draft) => send(sessions.read(credential), id, draft),
    submitTicket: async (credential): Promise<Ticket> => {
      sessions.read(credential);
      throw new ConvotError('not_found', 'Chatwoot has no tickets.');
    },
    markRead: async (credential, id) => {
      const held = sessions.read(credential);
      const { conversation } = await threadIn(chatwoot, held, id);
      const path = `${contactPath(held)}/conversations/${encodeURIComponent(id)}/update_last_seen`;
      if (conversation.unread > 0) await http(path, { method: 'POST', body: {} });
    },
    stream: (credential, listener, signal) => follow(chatwoot, credential, listener, signal),
  };
}
