import type { AgentEvent, ConversationRow, TicketRow } from '../../wire/index.js';

/** Conversations a page of the list holds. */
export const PAGE_ROWS = 50;

/** The rows that the inbox knows, newest activity first. */
export interface InboxRows {
  readonly rows: readonly ConversationRow[];
  /** Whether older ones may follow. */
  readonly more: boolean;
}

/** The first page, read for the first time or again: older pages that were read stay behind it. */
export function firstPage(rows: readonly ConversationRow[], known: InboxRows | null = null): InboxRows {
  const last = rows.at(-1);
  if (!last || rows.length < PAGE_ROWS) return { rows, more: false };
  const older = known?.rows.filter((row) => row.last_at < last.last_at) ?? [];
  const ids = new Set(rows.map((row) => row.id));
  const behind = older.filter((row) => !ids.has(row.id));
  return { rows: [...rows, ...behind], more: behind.length > 0 && known ? known.more : true };
}

/** Older rows behind those that are known; a row that has moved up meanwhile stays where it is. */
export function withOlder(known: InboxRows, older: readonly ConversationRow[]): InboxRows {
  const ids = new Set(known.rows.map((row) => row.id));
  const fresh = older.filter((row) => !ids.has(row.id));
  return { rows: [...known.rows, ...fresh], more: older.length >= PAGE_ROWS };
}

/** Puts a row in its place, instead of an older state of the same. */
export function withRow(known: InboxRows, row: ConversationRow): InboxRows {
  const others = known.rows.filter((other) => other.id !== row.id);
  const place = others.findIndex((other) => other.last_at < row.last_at);
  const at = place === -1 ? others.length : place;
  return { ...known, rows: [...others.slice(0, at), row, ...others.slice(at)] };
}

/** What an event changes in the list; `null` when nothing. */
export function changeOf(event: AgentEvent): ((known: InboxRows) => InboxRows) | null {
  if (event.type === 'message' || event.type === 'conversation') return (known) => withRow(known, event.conversation);
  if (event.type !== 'ticket') return null;
  return (known) => ({ ...known, rows: known.rows.map((row) => withTicket(row, event.ticket)) });
}

/** The row with its ticket's new state; another conversation's row as it is. */
export function withTicket(row: ConversationRow, ticket: TicketRow): ConversationRow {
  return row.id === ticket.conversation_id ? { ...row, ticket } : row;
}

/** Messages that nobody has read, over all rows that are known. */
export function unreadOf({ rows }: InboxRows): number {
  return rows.reduce((sum, row) => sum + row.unread, 0);
}
