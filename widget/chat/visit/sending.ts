import { ConvotError, randomId } from '../../../src/protocol/index.js';
import { NEW_THREAD, type PendingMessage, threadOf } from '../model/state.js';
import { codeOf } from './fault.js';
import { readMessage, readStart } from './read.js';
import type { Visit } from './visit.js';

/** Shows a message as written, and sends it after those before it; what had failed goes first. */
export function submit(visit: Visit, thread: string, text: string): void {
  const message: PendingMessage = {
    key: randomId(),
    author: 'visitor',
    author_name: null,
    text,
    sent_at: new Date().toISOString(),
    status: 'queued',
  };
  visit.report({ type: 'submitted', thread, message });
  retry(visit, thread);
}

/** Sends what failed again, under the ids it had: a desk that took one already answers with it. */
export function retry(visit: Visit, thread: string): void {
  const state = visit.state();
  if (state.name !== 'ready' || threadOf(state, thread).pending[0]?.status === 'sending') return;
  visit.report({ type: 'status', thread, status: 'queued' });
  void sendNext(visit, thread);
}

/** Sends the oldest waiting message of a thread, then the next: one at a time, so that their order holds. */
async function sendNext(visit: Visit, thread: string): Promise<void> {
  const state = visit.state();
  const next = state.name === 'ready' && threadOf(state, thread).pending[0];
  if (visit.over.aborted || !next || next.status !== 'queued') return;
  const { key: client_id, text } = next;
  visit.report({ type: 'status', thread, client_id, status: 'sending' });
  try {
    const continued = await (thread === NEW_THREAD ? start : send)(visit, { client_id, text }, thread);
    void sendNext(visit, continued);
  } catch (fault) {
    // What was written after a message that failed fails with it, so that nothing arrives out of order.
    visit.report({ type: 'status', thread, status: codeOf(fault) });
  }
}

async function start(visit: Visit, draft: { client_id: string; text: string }): Promise<string> {
  const started = readStart(await visit.ask('start', draft));
  if (!started) throw new ConvotError('internal');
  visit.report({ type: 'started', client_id: draft.client_id, ...started });
  return started.conversation.id;
}

async function send(visit: Visit, draft: { client_id: string; text: string }, thread: string): Promise<string> {
  const message = readMessage(await visit.ask('send', thread, draft));
  if (message?.conversation_id !== thread) throw new ConvotError('internal');
  visit.report({ type: 'message', message, client_id: draft.client_id });
  return thread;
}
