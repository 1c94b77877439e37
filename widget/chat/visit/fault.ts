import { ERROR_STATUS, type ErrorCode } from '../../../src/protocol/index.js';

/** The code of whatever was thrown; `internal` for what has none. Read from the field: an adapter may bring its own copy of the class. */
export function codeOf(fault: unknown): ErrorCode {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : null;
  return typeof code === 'string' && Object.hasOwn(ERROR_STATUS, code) ? (code as ErrorCode) : 'internal';
}
