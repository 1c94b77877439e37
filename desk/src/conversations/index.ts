export { type Agent, answerConversation, type InboxQuery, listInbox, markReadByAgent, readPage } from './agent.js';
export { announceChange, announceMessage } from './announce.js';
export { appendMessage, type LockedConversation, lockConversation } from './append.js';
export { followLogin } from './follow-login.js';
export { requireId } from './ids.js';
export { conversationRoutes } from './routes.js';
export { conversationRows, messageView, readConversations, type StoredConversation, ticketView } from './rows.js';
export { ofOrganisation, scopeOf, type Visitor, visibleTo } from './visible.js';
export {
  listConversations,
  listMessages,
  markReadByVisitor,
  sendMessage,
  startConversation,
  unreadOf,
} from './visitor.js';
