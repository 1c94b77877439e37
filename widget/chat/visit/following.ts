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
  let provenAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const { credential } = visit.session();
      await visit.host.backend.stream(credential, listener, signal);
      if (signal.aborted) return;
      if (performance.now() - provenAt < SHORTEST_SESSION_MS) throw new ConvotError('session_ended');
      await visit.renew(credential);
      provenAt = performance.now();
      readAgain(visit);
    } catch (fault) {
      if (!signal.aborted) visit.report({ type: 'failed', code: codeOf(fault) });
      return;
    }
  }
}

/** Reads the list, and each thread again once it is shown. */
export function readAgain(visit: Visit): void {
  visit.report({ type: 'gap' });
  void readList(visit);
}

function take(visit: Visit, event: StreamEvent): void {
  if (event.type === 'gap') readAgain(visit);
  const message = event.type === 'message' && readMessage(event.message);
  if (message) visit.report({ type: 'message', message });
  if (message && message.author === 'agent') visit.host.announce(message);
  const conversation = event.type === 'conversation' && readConversation(event.conversation);
  if (conversation) visit.report({ type: 'conversation', conversation });
}
