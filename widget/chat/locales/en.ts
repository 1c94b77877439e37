import type { ErrorCode } from '../../../src/protocol/index.js';
import { launcherTexts } from '../launcher.en.js';

/** Everything the panel says in English. Another language is a file of the same shape. */

const UNPROVEN = 'We could not confirm who you are. Sign in again, then try again.';
const BROKEN = 'Something went wrong. Try again in a moment, or reload this page.';

/** What is said when a request fails: what happened, then what to do next. */
const problems: Readonly<Record<ErrorCode | 'subject_missing' | 'email_invalid', string>> = {
  offline: 'We can’t be reached. Check your connection, then try again.',
  internal: BROKEN,
  too_many_requests: 'That was a lot at once. Wait a minute, then try again.',
  session_ended: UNPROVEN,
  not_found: 'This conversation has ended. Start a new one.',
  forbidden: 'This conversation has ended. Start a new one.',
  too_large: 'This is too long. Shorten it, then try again.',
  request_invalid: 'This could not be accepted. Change it, then try again.',
  hash_invalid: UNPROVEN,
  token_invalid: UNPROVEN,
  claim_invalid: UNPROVEN,
  identity_conflict: UNPROVEN,
  endpoint_failed: UNPROVEN,
  lane_gap: BROKEN,
  lane_mismatch: BROKEN,
  wrong_use: BROKEN,
  storage_blocked: BROKEN,
  chat_failed: BROKEN,
  subject_missing: 'Enter a subject.',
  email_invalid: 'Enter an address like name@example.com.',
};

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
  problems,
  title: launcherTexts.chat,
  close: 'Close chat',
  backToConversation: 'Back to the conversation',
  loading: 'Loading…',
  tryAgain: 'Try again',
  offline: 'You are offline. What you write stays here.',
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

/** Something that can be said under `problems`. */
export type Problem = keyof ChatTexts['problems'];
