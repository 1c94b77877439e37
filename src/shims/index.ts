export { chatwootOptions, chatwootShim } from './chatwoot.js';
export { crispOptions, crispShim } from './crisp/shim.js';
export { intercomOptions, intercomShim } from './intercom/shim.js';
export type { StartOptions } from './options.js';
export type { ShimWarning } from './warnings.js';
