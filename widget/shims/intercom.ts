import { intercomOptions, intercomShim } from '../../src/shims/intercom/shim.js';
import { startConvot } from './tag.js';

// Until then the snippet's own stub keeps the calls.
startConvot(intercomOptions()).then((client) => client && intercomShim(client));
