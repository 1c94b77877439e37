import type { ErrorCode } from '../../../src/protocol/index.js';

/**
 * The code of whatever was thrown; `internal` for what has none. Read from the field, since an adapter may bring
 * its own copy of the class. A code that nobody knows is said as `internal` too.
 */
export function codeOf(fault: unknown): ErrorCode {
  return Object(fault).code || 'internal';
}
