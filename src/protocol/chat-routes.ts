/**
 * Paths of the visitor's half of the desk that only a chat calls; a file of its own, so that a page without an open chat
 * doesn't download it.
 */
export const CHAT_ROUTES = {
  conversations: '/v1/conversations',
  messages: (conversation: string) => `/v1/conversations/${encodeURIComponent(conversation)}/messages`,
  read: (conversation: string) => `/v1/conversations/${encodeURIComponent(conversation)}/read`,
  ticket: (conversation: string) => `/v1/conversations/${encodeURIComponent(conversation)}/ticket`,
  stream: '/v1/stream',
} as const;
