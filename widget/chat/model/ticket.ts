import { IDENTIFIER_CHARS } from '../../../src/protocol/index.js';
import type { Problem } from '../locales/en.js';
import { type Ready, type Screen, type TicketDraft, threadOf } from './state.js';

/** What a subject begins with is short enough to be read in a list, in characters. */
const PROPOSED_CHARS = 80;

/** The form for a thread: the visitor's first words as the subject, and an email only when none is known. */
export function newTicket(state: Ready, thread: string): Screen {
  const first = threadOf(state, thread).messages.find(({ author }) => author === 'visitor');
  // Spread, so that no cut halves a character.
  const subject = [...(first?.text ?? '').replace(/\s+/g, ' ')].slice(0, PROPOSED_CHARS).join('').trim();
  const email = state.person.email ? null : '';
  return { name: 'ticket', thread, form: { step: 'editing', subject, email, problem: null } };
}

/** What keeps a form from being sent. Addresses are only checked for shape: the desk trusts none of them. */
export function problemOf({ subject, email }: Exclude<TicketDraft, { step: 'done' }>): Problem | null {
  if (!subject.trim()) return 'subject_missing';
  const isUsable =
    email === null || (email.length <= IDENTIFIER_CHARS && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email));
  return isUsable ? null : 'email_invalid';
}
