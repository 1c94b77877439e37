import { ConvotError, type StreamEvent } from '../../../src/protocol/index.js';
import { codeOf } from './fault.js';
import { readConversation, readMessage } from './read.js';
import { readList } from './reading.js';
import type { Visit } from './visit.js';

/** A session that ends sooner after its proof is refused, not outlived: asking on and on would not mend it. */
const SHORTEST_SESSION_MS = 10_000;

/**
 * Follows the session's events until `signal` aborts. A stream that ends by itself means that the session did:
 * the identity is proven again, what was missed is read, and the next stream begins.
 */
export async function follow(visit: Visit, signal: AbortSignal): Promise<void> {
  const listener = (event: StreamEvent) => {
    if (!signal.aborted) take(visit, event);
  };
  try {
    let { credential } = visit.session();
    let provenAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      await streamOnce(visit, credential, listener, signal);
      if (signal.aborted) return;
      if (performance.now() - provenAt < SHORTEST_SESSION_MS) throw new ConvotError('session_ended');
      ({ credential } = await visit.renew(credential));
      provenAt = performance.now();
      readAgain(visit);
    }
  } catch (fault) {
    if (!signal.aborted) visit.report({ type: 'failed', code: codeOf(fault) });
  }
}

async function streamOnce(
  visit: Visit,
  credential: string,
  listener: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await visit.host.backend.stream(credential, listener, signal);
  } catch (fault) {
    if (codeOf(fault) !== 'session_ended') throw fault;
  }
}

/** Reads the list, and each thread again once it is shown. */
export function readAgain(visit: Visit): void {
  visit.report({ type: 'gap' });
  void readList(visit);
}

function take(visit: Visit, event: StreamEvent): void {
  if (event.type === 'message') {
    const message = readMessage(event.message);
    if (message) visit.report({ type: 'message', message });
  } else if (event.type === 'conversation') {
    const conversation = readConversation(event.conversation);
    if (conversation) visit.report({ type: 'conversation', conversation });
  } else if (event.type === 'gap') readAgain(visit);
}
