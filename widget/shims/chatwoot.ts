import { chatwootOptions, chatwootShim } from '../../src/shims/chatwoot.js';
import { startConvot } from './tag.js';

interface Page {
  chatwootSDK?: { run(): void };
}

let isStarted = false;

/** The snippet calls it as soon as this script is there. Which desk and which app, the script's address says. */
function run(): void {
  if (isStarted) return;
  isStarted = true;
  startConvot(chatwootOptions()).then((client) => client && chatwootShim(client));
}

(window as Page).chatwootSDK = { run };
