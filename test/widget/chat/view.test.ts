// @vitest-environment happy-dom
import { ConvotError } from 'convot/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { mount as mountPanel } from '../../../widget/chat/mount.js';
import { conversation, type FakeHost, fakeHost, message, session } from './fake-host.js';

let destroy: () => void = () => undefined;
afterEach(() => {
  destroy();
  document.body.replaceChildren();
});

function mount(host: FakeHost) {
  const view = mountPanel(host);
  destroy = view.destroy;
  const root = document.querySelector('[data-convot=chat]')?.shadowRoot;
  if (!root) throw new Error('the chat has no shadow root');
  const find = <E extends HTMLElement>(selector: string): E => {
    const found = root.querySelector<E>(selector);
    if (!found) throw new Error(`no ${selector} in ${root.textContent}`);
    return found;
  };
  const button = (name: string): HTMLElement => {
    const all = [...root.querySelectorAll<HTMLElement>('button')];
    const found = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name);
    if (!found) throw new Error(`no button ${name} in ${root.textContent}`);
    return found;
  };
  const type = (selector: string, text: string) => {
    const field = find<HTMLInputElement>(selector);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const press = (selector: string, key: string, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
    find(selector).dispatchEvent(event);
    return event;
  };
  return { view, root, find, button, type, press };
}

function withConversation(host = fakeHost()): FakeHost {
  host.conversations.push(conversation('c1'));
  host.messages.set('c1', [
    message('c1', 'm1', { text: 'My order is late' }),
    message('c1', 'm2', { author: 'agent', author_name: 'Maya', text: 'See https://example.com/a_(b).' }),
  ]);
  return host;
}

test('a mounted chat shows nothing until it is opened, and nothing of it is left when it is destroyed', async () => {
  const { view, root, find } = mount(fakeHost());
  expect(root.childElementCount).toBe(0);
  view.open();
  await vi.waitFor(() => find('textarea'));
  view.close();
  expect(root.childElementCount).toBe(0);
  view.destroy();
  expect(document.querySelector('[data-convot]')).toBeNull();
});

test('it greets a known person by name and puts the focus where one writes', async () => {
  const { view, root, find } = mount(fakeHost());
  view.open();
  await vi.waitFor(() => expect(root.textContent).toContain('Hello, ada'));
  expect(root.activeElement).toBe(find('textarea'));
});

test('closing gives the focus back to where it came from', async () => {
  const before = document.body.appendChild(document.createElement('button'));
  before.focus();
  const { view, find } = mount(fakeHost());
  view.open();
  await vi.waitFor(() => find('textarea'));
  expect(document.activeElement).not.toBe(before);
  view.close();
  expect(document.activeElement).toBe(before);
});

test('closing does not take the focus from a visitor who has gone on', async () => {
  const before = document.body.appendChild(document.createElement('button'));
  const after = document.body.appendChild(document.createElement('button'));
  before.focus();
  const { view, find } = mount(fakeHost());
  view.open();
  await vi.waitFor(() => find('textarea'));
  after.focus();
  view.close();
  expect(document.activeElement).toBe(after);
});

test('Escape closes, but not while a character is composed', async () => {
  const host = fakeHost();
  const { view, find, press } = mount(host);
  view.open();
  await vi.waitFor(() => find('textarea'));
  press('textarea', 'Escape', { isComposing: true });
  expect(host.openings).toEqual([true]);
  press('textarea', 'Escape');
  expect(host.openings).toEqual([true, false]);
});

test('keys that are pressed in the chat do not reach the page', async () => {
  const onPage = vi.fn();
  document.addEventListener('keydown', onPage);
  const { view, find, press } = mount(fakeHost());
  view.open();
  await vi.waitFor(() => find('textarea'));
  press('textarea', 'k');
  document.removeEventListener('keydown', onPage);
  expect(onPage).not.toHaveBeenCalled();
});

test('Enter sends at once into the live region; Shift and Enter, and the Enter of a composition, do not', async () => {
  const host = withConversation();
  const { view, root, find, button, type, press } = mount(host);
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  host.answer('send', () => new Promise(() => undefined));
  type('textarea', 'And now?');
  await vi.waitFor(() => expect(button('Send').getAttribute('aria-disabled')).toBe('false'));
  expect(press('textarea', 'Enter', { shiftKey: true }).defaultPrevented).toBe(false);
  expect(press('textarea', 'Enter', { isComposing: true }).defaultPrevented).toBe(false);
  expect(host.calls.map(({ name }) => name)).not.toContain('send');

  press('textarea', 'Enter');
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('And now?'));
  expect(find('[role=log]').getAttribute('aria-live')).toBe('polite');
  expect(root.textContent).toContain('Sending…');
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('');
  expect(root.activeElement).toBe(find('textarea'));
});

test('a message that could not be sent says so, and is sent again by a button', async () => {
  const host = withConversation();
  const { view, root, find, button, type, press } = mount(host);
  view.open();
  await vi.waitFor(() => find('textarea'));
  host.answer('send', () => Promise.reject(new ConvotError('offline')));
  type('textarea', 'And now?');
  await vi.waitFor(() => expect(button('Send').getAttribute('aria-disabled')).toBe('false'));
  press('textarea', 'Enter');
  await vi.waitFor(() => expect(find('[role=alert]').textContent).toContain('Check your connection'));
  expect(root.textContent).toContain('Not sent.');
  button('Try again').click();
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')).toBeNull());
  expect(root.textContent).not.toContain('Not sent.');
});

test('a message above the limit is counted and stays unsent', async () => {
  const host = fakeHost();
  const { view, root, find, type, press } = mount(host);
  view.open();
  await vi.waitFor(() => find('textarea'));
  type('textarea', 'x'.repeat(7_600));
  await vi.waitFor(() => expect(root.textContent).toContain('400 characters left'));
  type('textarea', 'x'.repeat(8_001));
  await vi.waitFor(() => expect(root.textContent).toContain('1 characters too many'));
  press('textarea', 'Enter');
  expect(host.calls.map(({ name }) => name)).not.toContain('start');
});

test('a written-out address is a link that tells the other site nothing', async () => {
  const { view, find } = mount(withConversation());
  view.open();
  await vi.waitFor(() => find('a'));
  const { href, rel, target } = find<HTMLAnchorElement>('a');
  expect({ href, rel, target }).toEqual({
    href: 'https://example.com/a_(b)',
    rel: 'noopener noreferrer nofollow',
    target: '_blank',
  });
});

test('an email is asked for when none is known, and checked before anything is sent', async () => {
  const host = withConversation(fakeHost(session('ada', { person: { email: null, name: null } })));
  const { view, root, find, button, type } = mount(host);
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  button('Turn this conversation into a ticket').click();
  await vi.waitFor(() => expect(root.activeElement).toBe(find('#subject')));
  expect(find<HTMLInputElement>('#subject').value).toBe('My order is late');

  type('#email', 'ada@example');
  button('Create ticket').click();
  await vi.waitFor(() => expect(root.activeElement).toBe(find('#email')));
  expect(find('#email-problem').textContent).toBe('Enter an address like name@example.com.');
  expect(host.calls.map(({ name }) => name)).not.toContain('submitTicket');

  type('#email', ' ada@example.com ');
  button('Create ticket').click();
  await vi.waitFor(() => expect(find('h3').textContent).toBe('Ticket #12 created'));
  expect(root.activeElement).toBe(find('h3'));
  expect(host.calls.find(({ name }) => name === 'submitTicket')?.rest).toEqual([
    'c1',
    { subject: 'My order is late', email: 'ada@example.com' },
  ]);
});

test('a backend without tickets is offered none', async () => {
  const host = withConversation();
  const { adapter } = host.options;
  const { view, root, find } = mount({
    ...host,
    options: { ...host.options, adapter: { ...adapter, capabilities: { tickets: false } } },
  });
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  expect(root.textContent).not.toContain('Turn this conversation into a ticket');
});

test('a known email is not asked for again', async () => {
  const host = withConversation();
  const { view, root, find, button } = mount(host);
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  button('Turn this conversation into a ticket').click();
  await vi.waitFor(() => find('#subject'));
  // A proposed subject may be longer than its field: what is seen of it is its beginning.
  expect(find<HTMLInputElement>('#subject').selectionEnd).toBe(0);
  expect(root.querySelector('#email')).toBeNull();
  button('Create ticket').click();
  await vi.waitFor(() => expect(find('h3').textContent).toBe('Ticket #12 created'));
  expect(host.calls.find(({ name }) => name === 'submitTicket')?.rest).toEqual(['c1', { subject: 'My order is late' }]);
});

test('a ticket that could not be created says why and keeps what was written', async () => {
  const host = withConversation();
  const { view, root, find, button, type } = mount(host);
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  button('Turn this conversation into a ticket').click();
  await vi.waitFor(() => find('#subject'));
  type('#subject', 'Late order');
  host.answer('submitTicket', () => Promise.reject(new ConvotError('internal')));
  button('Create ticket').click();
  await vi.waitFor(() => expect(find('[role=alert]').textContent).toContain('Something went wrong'));
  expect(find<HTMLInputElement>('#subject').value).toBe('Late order');
  expect(root.querySelector('#subject')?.getAttribute('aria-invalid')).toBe('false');
});

test('several conversations are listed, and one of them shown by a press', async () => {
  const host = withConversation();
  host.conversations.push(conversation('c2', { unread: 2 }));
  const { view, root, find } = mount(host);
  view.open();
  await vi.waitFor(() => expect(root.querySelectorAll('li')).toHaveLength(2));
  expect(root.textContent).toContain('2 unread');
  expect(root.activeElement).toBe(find('h2'));
  const rows = [...root.querySelectorAll<HTMLElement>('li button')];
  rows.find((row) => !row.textContent?.includes('unread'))?.click();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  expect(root.activeElement).toBe(find('textarea'));
});

test('what the desk itself said last is nobody’s word in the list', async () => {
  const host = withConversation();
  const last = message('c1', 'm3', { author: 'system', text: 'ticket_created' });
  host.conversations[0] = conversation('c1', { last_message: last });
  host.conversations.push(conversation('c2', { last_message: { ...last, author: 'agent', text: 'On its way' } }));
  const { view, root } = mount(host);
  view.open();
  await vi.waitFor(() => expect(root.querySelectorAll('li')).toHaveLength(2));
  const rows = [...root.querySelectorAll('li')].map((row) => row.textContent ?? '');
  const ofTicket = rows.find((row) => row.includes('This conversation is now a ticket.'));
  expect(ofTicket).not.toContain('Support');
  expect(rows.find((row) => row !== ofTicket)).toContain('Support');
});

test('the screen is empty of a person in the moment that another one is named', async () => {
  const host = withConversation();
  const { view, root, find, type } = mount(host);
  view.open();
  await vi.waitFor(() => expect(find('[role=log]').textContent).toContain('My order is late'));
  type('textarea', 'half a thought');
  host.conversations.length = 0;
  host.name(session('grace'));
  await vi.waitFor(() => expect(root.textContent).toContain('Hello, grace'));
  expect(root.textContent).not.toContain('order');
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('');
});
