import { describe, expect, it } from 'vitest';
import { withFirstContacts, withMoreContacts } from '../../desk/web/contacts/rows.js';
import { changeOf, firstPage, PAGE_ROWS, unreadOf, withOlder } from '../../desk/web/inbox/rows.js';
import { firstTickets, PAGE_TICKETS, withOlderTickets, withTicketRow } from '../../desk/web/tickets/rows.js';
import type { AgentEvent, ContactRow } from '../../desk/wire/index.js';
import { at, conversation, message, ticket } from './samples.js';

const ids = ({ rows }: { readonly rows: readonly { readonly id: string }[] }) => rows.map((row) => row.id);

function listAfter(event: AgentEvent) {
  const known = firstPage([conversation('two', 20), conversation('one', 10)]);
  return changeOf(event)?.(known) ?? known;
}

describe('the inbox', () => {
  it('brings a conversation with a new message to the top and counts it', () => {
    const row = conversation('one', 30, { unread: 2 });
    const rows = listAfter({ type: 'message', message: message('m', 30), conversation: row });
    expect(ids(rows)).toEqual(['one', 'two']);
    expect(unreadOf(rows)).toBe(2);
  });

  it('shows a conversation that is new', () => {
    expect(ids(listAfter({ type: 'conversation', conversation: conversation('new', 15) }))).toEqual([
      'two',
      'new',
      'one',
    ]);
  });

  it('keeps the place of a conversation that was only read', () => {
    expect(ids(listAfter({ type: 'conversation', conversation: conversation('one', 10) }))).toEqual(['two', 'one']);
  });

  it('shows the new state of a ticket in its row', () => {
    const rows = listAfter({ type: 'ticket', ticket: ticket(4, { status: 'solved' }) });
    expect(rows.rows[1]?.ticket?.status).toBe('solved');
    expect(rows.rows[0]?.ticket).toBeNull();
  });

  it('puts older pages behind, without doubles, until there are no more', () => {
    const full = Array.from({ length: PAGE_ROWS }, (_, index) => conversation(`c${index}`, 200 - index));
    const known = firstPage(full);
    expect(known.more).toBe(true);
    const all = withOlder(known, [conversation('c49', 151), conversation('older', 1)]);
    expect(ids(all).slice(-2)).toEqual(['c49', 'older']);
    expect(all.rows).toHaveLength(PAGE_ROWS + 1);
    expect(all.more).toBe(false);
    const again = firstPage([conversation('new', 300), ...full.slice(0, -1)], all);
    expect(ids(again).slice(-2)).toEqual(['c49', 'older']);
    expect(again.more).toBe(false);
    expect(firstPage([conversation('one', 10)], all).rows).toHaveLength(1);
  });
});

describe('the ticket list', () => {
  const known = firstTickets([ticket(3), ticket(1)]);

  it('puts a new ticket in its place by number', () => {
    expect(ids(withTicketRow(known, ticket(2), ''))).toEqual(['t3', 't2', 't1']);
    expect(ids(withTicketRow(known, ticket(4), 'open'))).toEqual(['t4', 't3', 't1']);
  });

  it('keeps older pages when the first one is read again', () => {
    const full = Array.from({ length: PAGE_TICKETS }, (_, index) => ticket(100 - index));
    const all = withOlderTickets(firstTickets(full), [ticket(50)]);
    const again = firstTickets([ticket(101), ...full.slice(0, -1)], all);
    expect(ids(again).slice(-2)).toEqual(['t51', 't50']);
    expect(again.more).toBe(false);
  });

  it('takes out a ticket that the filter no longer wants', () => {
    expect(ids(withTicketRow(known, ticket(3, { status: 'closed' }), 'open'))).toEqual(['t1']);
    expect(ids(withTicketRow(known, ticket(3, { status: 'closed' }), ''))).toEqual(['t3', 't1']);
  });

  it('leaves a ticket to the page that is not read yet', () => {
    expect(ids(withTicketRow({ ...known, more: true }, ticket(0), ''))).toEqual(['t3', 't1']);
  });
});

describe('the contacts', () => {
  const contact = (id: string): ContactRow => ({
    id,
    email: null,
    name: id,
    external_id: null,
    trust: 'anonymous',
    provisional: true,
    last_seen_at: at(0),
    apps: [],
  });
  const names = (rows: { readonly contacts: readonly ContactRow[] }) => rows.contacts.map(({ id }) => id);

  it('adds further pages without doubles', () => {
    const rows = withMoreContacts(
      { contacts: [contact('a'), contact('b')], next: '1' },
      { contacts: [contact('b'), contact('c')], next: null },
    );
    expect(names(rows)).toEqual(['a', 'b', 'c']);
    expect(rows.next).toBeNull();
  });

  it('keeps further pages when the first one is read again', () => {
    const known = { contacts: [contact('a'), contact('b'), contact('c')], next: '2' };
    const again = withFirstContacts(known, { contacts: [contact('b'), contact('a')], next: '1' });
    expect(names(again)).toEqual(['b', 'a', 'c']);
    expect(again.next).toBe('2');
    expect(names(withFirstContacts(known, { contacts: [contact('b')], next: null }))).toEqual(['b']);
  });
});
