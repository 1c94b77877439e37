import type { TicketRow } from '../../wire/index.js';
import { conversationRows, type StoredConversation } from '../conversations/index.js';
import type { Db, Tx } from '../database/index.js';

/** Tickets as agents see them, each with whom it is of; conversations without one are left out. */
export async function ticketRows(db: Db | Tx, stored: readonly StoredConversation[]): Promise<TicketRow[]> {
  const rows = await conversationRows(db, stored);
  return rows.flatMap(({ id, app, contact, ticket, channel, is_spam }) =>
    ticket ? { ...ticket, conversation_id: id, channel, is_spam, app, contact } : [],
  );
}

export async function ticketRow(db: Db | Tx, stored: StoredConversation): Promise<TicketRow | null> {
  const [row] = await ticketRows(db, [stored]);
  return row ?? null;
}
