import { IDENTIFIER_CHARS, SUBJECT_CHARS } from '../../../src/protocol/index.js';
import type { Problem } from '../locales/en.js';
import { type Ready, type Screen, type TicketDraft, threadOf } from './state.js';

/** The form for a thread: the visitor's first words as the subject, and an email only when none is known. */
export function newTicket(state: Ready, thread: string): Screen {
  const first = threadOf(state, thread).messages.find(({ author }) => author === 'visitor');
  const subject = (first?.text ?? '').replace(/\s+/g, ' ').slice(0, SUBJECT_CHARS).trim();
  // The cut may have halved a character.
  const whole = subject.replace(/[\uD800-\uDBFF]$/, '');
  const email = state.person.email ? null : '';
  return { name: 'ticket', thread, form: { step: 'editing', subject: whole, email, problem: null } };
}

/** What keeps a form from being sent. Addresses are only checked for shape: the desk trusts none of them. */
export function problemOf({ subject, email }: Exclude<TicketDraft, { step: 'done' }>): Problem | null {
  if (!subject.trim()) return 'subject_missing';
  const isUsable =
    email === null || (email.length <= IDENTIFIER_CHARS && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email));
  return isUsable ? null : 'email_invalid';
}
