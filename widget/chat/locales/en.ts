import type { ErrorCode } from '../../../src/protocol/index.js';
import { launcherTexts } from '../launcher.en.js';

/** Everything the panel says in English. Another language is a file of the same shape. */

const UNPROVEN = 'We could not confirm who you are. Sign in again, then try again.';
const GONE = 'This conversation has ended. Start a new one.';

/** Something that keeps a visitor from going on. */
export type Problem = ErrorCode | 'subject_missing' | 'email_invalid';

/** What happened, then what to do next. */
const problems: ReadonlyMap<Problem, string> = new Map([
  ['offline', 'We can’t be reached; what you write stays here. Check your connection, then try again.'],
  ['too_many_requests', 'That was a lot at once. Wait a minute, then try again.'],
  ['session_ended', UNPROVEN],
  ['hash_invalid', UNPROVEN],
  ['token_invalid', UNPROVEN],
  ['claim_invalid', UNPROVEN],
  ['identity_conflict', UNPROVEN],
  ['endpoint_failed', UNPROVEN],
  ['not_found', GONE],
  ['forbidden', GONE],
  ['too_large', 'This is too long. Shorten it, then try again.'],
  ['request_invalid', 'This could not be accepted. Change it, then try again.'],
  ['subject_missing', 'Enter a subject.'],
  ['email_invalid', 'Enter an address like name@example.com.'],
]);

/** Messages of the author `system` carry one of these codes as their text. */
const system: ReadonlyMap<string, string> = new Map([
  ['ticket_created', 'This conversation is now a ticket.'],
  ['ticket_open', 'The ticket was opened again.'],
  ['ticket_pending', 'The ticket is waiting for you.'],
  ['ticket_solved', 'The ticket was solved.'],
  ['ticket_closed', 'The ticket was closed.'],
]);

/** What the panel says. */
export const en = {
  language: 'en',
  /** The faults of our own share one sentence: a visitor can do the same about each. */
  problem: (code: Problem) => problems.get(code) ?? 'Something went wrong. Try again, or reload this page.',
  title: launcherTexts.chat,
  close: 'Close chat',
  backToConversation: 'Back to the conversation',
  loading: 'Loading…',
  tryAgain: 'Try again',
  conversations: 'Conversations',
  newConversation: 'New conversation',
  you: 'You',
  agent: 'Support',
  unread: launcherTexts.unread,
  greeting: (name: string) => (name ? `Hello, ${name}` : 'Hello'),
  invitation: 'Write to us and we’ll answer right here.',
  messages: 'Messages',
  said: (who: string) => `${who} said:`,
  message: 'Message',
  placeholder: 'Write a message…',
  send: 'Send',
  remaining: (left: number) => (left < 0 ? `${-left} characters too many` : `${left} characters left`),
  sending: 'Sending…',
  notSent: 'Not sent.',
  edit: 'Edit',
  ticket: 'Ticket',
  ticketTitle: 'Turn this conversation into a ticket',
  subject: 'Subject',
  email: 'Your email address, so that we can reach you',
  createTicket: 'Create ticket',
  ticketNumber: (number: number) => `Ticket #${number}`,
  ticketCreated: (number: number) => `Ticket #${number} created`,
  ticketNext: 'We’ll answer in this conversation.',
  ticketStatus: { open: 'Open', pending: 'Waiting for you', solved: 'Solved', closed: 'Closed' },
  /** A code that is newer than this table is shown as it is. */
  system: (code: string) => system.get(code) ?? code,
};

/** A table of the panel’s texts. */
export type ChatTexts = typeof en;
