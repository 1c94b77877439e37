import type { ChatBackend, Conversation, Message, StartAnswer, Ticket } from '../../protocol/index.js';
import { CHAT_ROUTES } from '../../protocol/index.js';
import { deskHttp } from './http.js';
import { follow } from './stream.js';

/** The desk's other half, fetched with the chat. */
export function deskChat({ url }: { readonly url: string }): ChatBackend {
  const { origin } = new URL(url);
  const http = deskHttp(origin);
  return {
    conversations: async (credential) =>
      (await http<{ conversations: Conversation[] }>(CHAT_ROUTES.conversations, { credential })).conversations,
    messages: async (credential, conversation) =>
      (await http<{ messages: Message[] }>(CHAT_ROUTES.messages(conversation), { credential })).messages,
    start: (credential, message) =>
      http<StartAnswer>(CHAT_ROUTES.conversations, { method: 'POST', credential, body: { message } }),
    send: (credential, conversation, body) =>
      http<Message>(CHAT_ROUTES.messages(conversation), { method: 'POST', credential, body }),
    submitTicket: (credential, conversation, body) =>
      http<Ticket>(CHAT_ROUTES.ticket(conversation), { method: 'POST', credential, body }),
    markRead: (credential, conversation) =>
      http<void>(CHAT_ROUTES.read(conversation), { method: 'POST', credential, body: {} }),
    stream: (credential, listener, signal) => follow(origin + CHAT_ROUTES.stream, credential, listener, signal),
  };
}
