export { type DeskOptions, desk } from './adapters/desk/index.js';
export { type Client, createClient } from './client/client.js';
export type { ClientEvents } from './client/events.js';
export type { ClientOptions, Identify, Receipt } from './client/options.js';
export type { Settlement } from './client/outbox.js';
export type { ClientStatus, StatusReason } from './client/status.js';
export { memoryStore, type Store } from './client/store.js';
export { ConvotError } from './protocol/errors.js';
export type {
  BackendAdapter,
  ChatBackend,
  ChatModule,
  Claim,
  CustomValue,
  ErrorCode,
  Patch,
  Refusal,
  RefusalCode,
  Trust,
} from './protocol/index.js';
