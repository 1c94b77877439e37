import { ConvotError } from '../../../src/protocol/index.js';
import { conversationOf, type TicketDraft } from '../model/state.js';
import { problemOf } from '../model/ticket.js';
import { codeOf } from './fault.js';
import { readTicket } from './read.js';
import type { Visit } from './visit.js';

/** Sends the form on screen, or says what is wrong with it. */
export async function submitTicket(visit: Visit): Promise<void> {
  const state = visit.state();
  if (state.name !== 'ready' || state.screen.name !== 'ticket' || state.screen.form.step !== 'editing') return;
  const { thread } = state.screen;
  const subject = state.screen.form.subject.trim();
  const email = state.screen.form.email?.trim() ?? null;
  const form = { ...state.screen.form, subject, email, problem: null };
  const show = (next: TicketDraft) => visit.report({ type: 'form', thread, form: next });
  const problem = problemOf(form);
  if (problem) return show({ ...form, problem });
  show({ ...form, step: 'sending' });
  try {
    const ticket = readTicket(await visit.ask('submitTicket', thread, { subject, ...(email !== null && { email }) }));
    if (!ticket) throw new ConvotError('internal');
    const now = visit.state();
    const conversation = now.name === 'ready' && conversationOf(now, thread);
    if (conversation) visit.report({ type: 'conversation', conversation: { ...conversation, ticket } });
    show({ step: 'done', ticket });
  } catch (fault) {
    show({ ...form, step: 'editing', problem: codeOf(fault) });
  }
}
