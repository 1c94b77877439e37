export type { BackendAdapter, Capabilities, ChatBackend } from './adapter.js';
export type { ChatEvents, ChatHost, ChatModule, ChatOptions, ChatView, ChatVisitor } from './chat.js';
export { CHAT_ROUTES } from './chat-routes.js';
export { compose } from './compose.js';
export type { CustomerContext, Fact, FactSource, NamedFact } from './context.js';
export { asConvotError, ConvotError, ERROR_STATUS, type ErrorBody, type ErrorCode } from './errors.js';
export { type ServerEvent, serverEvents } from './event-stream.js';
export * from './limits.js';
export { linkify, type TextPart } from './linkify.js';
export { isBlank, merge } from './merge.js';
export {
  type Claim,
  contradicts,
  hashedTexts,
  type Person,
  personOfClaim,
  personOfToken,
  readClaim,
  type TokenIdentity,
} from './person.js';
export { randomId } from './random-id.js';
export { TRUST_ORDER, type Trust, trustSuffices } from './trust.js';
export {
  type CheckedPatch,
  type CustomValue,
  checkEntries,
  checkEntry,
  checkPatch,
  type Patch,
  patchBytes,
  type Refusal,
  type RefusalCode,
  type Values,
} from './values.js';
export { type ContextRoot, maySee, VISIBILITY, type Viewer } from './visibility.js';
export {
  type AppSettings,
  type Author,
  type Conversation,
  type Message,
  type MessageDraft,
  type OpenRequest,
  type PushAnswer,
  type PushEntry,
  type PushRequest,
  type PushResult,
  type Session,
  type SessionOrigin,
  type StartAnswer,
  type StartRequest,
  type StreamEvent,
  type Ticket,
  type TicketForm,
  type TicketStatus,
  VISITOR_ROUTES,
} from './wire.js';
