import type { Message } from 'convot/protocol';
import type { ConversationPage, ConversationRow, TicketRow } from '../../desk/wire/index.js';

export const NOBODY = { email: null, name: null, external_id: null, user_detail: [], custom_data: [] };

/** Midnight plus so many minutes, ISO 8601. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 6, 1, 0, minute)).toISOString();
}

export function conversation(id: string, minute: number, more: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id,
    app: { id: 'app_1', name: 'Shop' },
    contact: {
      app_contact_id: 'ac1',
      contact_id: 'c1',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      external_id: null,
      trust: 'verified',
    },
    channel: 'chat',
    is_spam: false,
    started_at: at(0),
    last_at: at(minute),
    last_message: { author: 'visitor', text: 'Hello' },
    unread: 0,
    ticket: null,
    ...more,
  };
}

export function message(id: string, minute: number, more: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: 'one',
    author: 'visitor',
    author_name: null,
    text: `text of ${id}`,
    sent_at: at(minute),
    ...more,
  };
}

export function page(messages: readonly Message[]): ConversationPage {
  return {
    conversation: conversation('one', 5),
    messages,
    email: null,
    emails: [],
    context: NOBODY,
    history: [conversation('old', 1)],
  };
}

export function ticket(number: number, more: Partial<TicketRow> = {}): TicketRow {
  const { app, contact } = conversation('one', 5);
  return {
    id: `t${number}`,
    number,
    subject: `Subject ${number}`,
    status: 'open',
    created_at: at(number),
    conversation_id: 'one',
    channel: 'chat',
    is_spam: false,
    app,
    contact,
    ...more,
  };
}
