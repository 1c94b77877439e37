export { isJsonType } from './answer-rules.js';
export {
  type Connector,
  type ConnectorOptions,
  createConnector,
  type OutgoingFailure,
  type OutgoingResult,
  type OutgoingSuccess,
} from './connector.js';
export { type Fetch, type FetchLimits, OutgoingError } from './fetch.js';
export { type Reach, reachByEnvironment } from './reach.js';
export { isSendableHeader, type Method, type OutgoingRequest } from './request.js';
export { type ShownRequest, shownRequest } from './shown.js';
