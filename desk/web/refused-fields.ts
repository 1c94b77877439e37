import { ConvotError } from 'convot/protocol';
import type { EmailFieldFault } from '../wire/emails.js';
import type { LookupFault } from '../wire/lookups.js';

/** A save that the desk refused for named fields; nothing was stored. Whoever saves knows whose faults they are. */
export class RefusedFields<F extends LookupFault | EmailFieldFault = LookupFault> extends ConvotError {
  readonly faults: readonly F[];

  constructor(faults: readonly F[]) {
    super('request_invalid');
    this.faults = faults;
  }
}
