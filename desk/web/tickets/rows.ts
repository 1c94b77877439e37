import type { TicketRow, TicketStatus } from '../../wire/index.js';

/** Tickets a page of the list holds. */
export const PAGE_TICKETS = 50;

/** The tickets that the list knows, newest first. */
export interface TicketRows {
  readonly rows: readonly TicketRow[];
  readonly more: boolean;
}

/** The first page, read for the first time or again: older pages that were read stay behind it. */
export function firstTickets(rows: readonly TicketRow[], known: TicketRows | null = null): TicketRows {
  const last = rows.at(-1);
  if (!last || rows.length < PAGE_TICKETS) return { rows, more: false };
  const older = known?.rows.filter((row) => row.number < last.number) ?? [];
  return { rows: [...rows, ...older], more: older.length > 0 && known ? known.more : true };
}

/** Older tickets behind those that are known. */
export function withOlderTickets(known: TicketRows, older: readonly TicketRow[]): TicketRows {
  const numbers = new Set(known.rows.map((row) => row.number));
  return {
    rows: [...known.rows, ...older.filter((row) => !numbers.has(row.number))],
    more: older.length >= PAGE_TICKETS,
  };
}

/** Puts a new or changed ticket in its place, or takes it out when the filter no longer wants it. */
export function withTicketRow(known: TicketRows, ticket: TicketRow, filter: TicketStatus | ''): TicketRows {
  const others = known.rows.filter((row) => row.id !== ticket.id);
  if (filter !== '' && ticket.status !== filter) return { ...known, rows: others };
  const rows = [...others, ticket].sort((a, b) => b.number - a.number);
  // One that is older than all that were read belongs to a page that is not read yet.
  const isBeyond = known.more && rows.at(-1)?.id === ticket.id;
  return { ...known, rows: isBeyond ? others : rows };
}
