import { CHAT_ROUTES } from '../../protocol/chat-routes.js';
import type { ChatBackend, Conversation, Message, StartAnswer, Ticket } from '../../protocol/index.js';
import type { DeskHttp } from './http.js';
import { follow } from './stream.js';

/** The desk's other half, fetched with the chat. It brings nothing that the page has: that would be a third file. */
export function deskChat(http: DeskHttp): ChatBackend {
  return {
    conversations: async (credential) =>
      (await http<{ conversations: Conversation[] }>(CHAT_ROUTES.conversations, { credential })).conversations,
    messages: async (credential, conversation) =>
      (await http<{ messages: Message[] }>(CHAT_ROUTES.messages(conversation), { credential })).messages,
    start: (credential, message) => http<StartAnswer>(CHAT_ROUTES.conversations, { credential, body: { message } }),
    send: (credential, conversation, body) => http<Message>(CHAT_ROUTES.messages(conversation), { credential, body }),
    submitTicket: (credential, conversation, body) =>
      http<Ticket>(CHAT_ROUTES.ticket(conversation), { credential, body }),
    markRead: (credential, conversation) => http<void>(CHAT_ROUTES.read(conversation), { credential, body: {} }),
    stream: (credential, listener, signal) => follow(http, credential, listener, signal),
  };
}
