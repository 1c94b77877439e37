import type {
  Author,
  Conversation,
  Message,
  Session,
  StartAnswer,
  Ticket,
  TicketStatus,
} from '../../../src/protocol/index.js';
import type { Visitor } from '../model/state.js';

/**
 * The edge: what a backend answered becomes what the views may render. Types promise nothing here, and an
 * object where a text belongs would be rendered as an element (Preact CVE-2026-22028). What has no id is left out.
 */

const AUTHORS: readonly Author[] = ['visitor', 'agent', 'system'];
const STATUSES: readonly TicketStatus[] = ['open', 'pending', 'solved', 'closed'];

export function readConversations(answer: unknown): Conversation[] {
  return readAll(answer, readConversation);
}

export function readMessages(answer: unknown): Message[] {
  return readAll(answer, readMessage);
}

export function readConversation(answer: unknown): Conversation | null {
  const fields = fieldsOf(answer);
  const id = text(fields.id);
  if (!id) return null;
  return {
    id,
    started_at: text(fields.started_at),
    last_message: readMessage(fields.last_message),
    unread: count(fields.unread),
    ticket: readTicket(fields.ticket),
  };
}

export function readMessage(answer: unknown): Message | null {
  const fields = fieldsOf(answer);
  const id = text(fields.id);
  const conversation = text(fields.conversation_id);
  if (!id || !conversation) return null;
  return {
    id,
    conversation_id: conversation,
    author: AUTHORS.find((author) => author === fields.author) ?? 'system',
    author_name: text(fields.author_name) || null,
    text: text(fields.text),
    sent_at: text(fields.sent_at),
  };
}

/** The conversation that a first message began. */
export function readStart(answer: unknown): StartAnswer | null {
  const fields = fieldsOf(answer);
  const conversation = readConversation(fields.conversation);
  const message = readMessage(fields.message);
  return conversation && message?.conversation_id === conversation.id ? { conversation, message } : null;
}

export function readTicket(answer: unknown): Ticket | null {
  const fields = fieldsOf(answer);
  const id = text(fields.id);
  if (!id) return null;
  return {
    id,
    number: count(fields.number),
    subject: text(fields.subject),
    status: STATUSES.find((status) => status === fields.status) ?? 'open',
    created_at: text(fields.created_at),
  };
}

export function readVisitor(session: Session): Visitor {
  const fields = fieldsOf(session.person);
  return { email: text(fields.email) || null, name: text(fields.name) || null };
}

function readAll<T>(answer: unknown, read: (item: unknown) => T | null): T[] {
  return Array.isArray(answer) ? answer.map(read).filter((item) => item !== null) : [];
}

function fieldsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return Object(answer);
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function count(value: unknown): number {
  return Math.max(0, Number.isSafeInteger(value) ? Number(value) : 0);
}
