import type { BackendAdapter, ChatBackend } from '../../protocol/index.js';
import {
  conversationOf,
  conversationsOf,
  makeTicket,
  markRead,
  messageView,
  sendMessage,
  startConversation,
  unreadOf,
} from './conversations.js';
import { coreOf, type MemoryDesk, type MemoryDeskCore, memoryDesk } from './desk.js';
import { applyPush } from './patches.js';
import { endSession, openSession, sessionOf } from './sessions.js';

/** How {@link memory} behaves. */
export interface MemoryOptions {
  /** The app's id. @default 'memory' */
  readonly app?: string;
  /** The app's name. @default 'Demo' */
  readonly name?: string;
  /** Shared with other adapters, or with a test that plays the agent. @default a desk of its own */
  readonly desk?: MemoryDesk;
  /** Where the page asks for its identity token. @default null */
  readonly identityEndpoint?: string | null;
}

/**
 * A whole backend in the page: for demos without a server and for tests. Everything is lost with the page.
 *
 * It keeps Laws 1, 3 and 5 with the protocol's own functions. It opens no identity token and checks no `user_hash`,
 * so every claim is unverified: a page may hold no secret.
 */
export function memory(options: MemoryOptions = {}): BackendAdapter {
  const { app = 'memory', name = 'Demo', desk = memoryDesk(), identityEndpoint = null } = options;
  const core = coreOf(desk);
  const { state, proofs } = core;
  return {
    name: 'memory',
    app,
    capabilities: { identityTokens: proofs.openToken !== undefined },
    settings: async () => ({ name, identity_endpoint: identityEndpoint }),
    open: (request) => openSession(state, request, proofs),
    push: async (credential, request) => applyPush(state, sessionOf(state, credential), request),
    unread: async (credential) => unreadOf(state, sessionOf(state, credential)),
    close: async (credential) => endSession(state, credential),
    chat: async () => memoryChat(core),
  };
}

function memoryChat({ state, heard }: MemoryDeskCore): ChatBackend {
  const find = (credential: string, id: string) => conversationOf(state, sessionOf(state, credential), id);
  return {
    conversations: async (credential) => conversationsOf(state, sessionOf(state, credential)),
    messages: async (credential, id) => {
      const conversation = find(credential, id);
      return conversation.messages.map((message) => messageView(conversation, message));
    },
    start: async (credential, draft) => {
      const before = state.conversations.size;
      const started = startConversation(state, sessionOf(state, credential), draft);
      if (state.conversations.size > before) heard(find(credential, started.conversation.id), started.message.text);
      return started;
    },
    send: async (credential, id, draft) => {
      const conversation = find(credential, id);
      const before = conversation.messages.length;
      const message = sendMessage(state, conversation, draft);
      if (conversation.messages.length > before) heard(conversation, message.text);
      return message;
    },
    submitTicket: async (credential, id, form) => makeTicket(state, find(credential, id), form),
    markRead: async (credential, id) => markRead(state, find(credential, id)),
    stream: async (credential, listener, signal) => {
      if (state.sessions.has(credential)) return state.streams.follow(credential, listener, signal);
      listener({ type: 'session_ended' });
    },
  };
}
