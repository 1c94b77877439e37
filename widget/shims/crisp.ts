import { crispOptions, crispShim } from '../../src/shims/crisp/shim.js';
import { startConvot } from './tag.js';

// Until then the page's list keeps the commands.
startConvot(crispOptions()).then((client) => client && crispShim(client));
