import { ConvotError } from 'convot/protocol';
import type { LookupFault } from '../wire/lookups.js';

/** A save that the desk refused for named fields; nothing was stored. */
export class RefusedFields extends ConvotError {
  readonly faults: readonly LookupFault[];

  constructor(faults: readonly LookupFault[]) {
    super('request_invalid');
    this.faults = faults;
  }
}
