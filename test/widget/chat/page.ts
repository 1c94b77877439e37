import { mountChat } from 'convot/chat';
import { mountLauncher } from 'convot/launcher';
import { conversation, fakeHost, message, session } from './fake-host.js';

/**
 * A page with the built messenger on a backend in memory, for a real browser. Its address says what it shows:
 * `?scene=thread|list|empty|ticketed`, `&guest` for a visitor without an email, `&offline` for sends that fail.
 */
const wanted = new URLSearchParams(location.search);
const scene = wanted.get('scene');
const person = wanted.has('guest') ? { email: null, name: null } : { email: 'ada@example.com', name: 'Ada' };
const fake = fakeHost(session('ada', { person }));

const ticket = {
  id: 't1',
  number: 1042,
  subject: 'Order 1042 is late',
  status: 'pending',
  created_at: '2026-03-02T10:00:00.000Z',
} as const;
const thread = [
  message('c1', 'm1', { text: 'Hello, my order 1042 has not arrived yet.' }),
  message('c1', 'm2', { author: 'agent', author_name: 'Maya', text: 'Hi! See https://track.example/1042.' }),
  message('c1', 'm3', { author: 'system', text: 'ticket_created' }),
];
if (scene !== 'empty') {
  const last_message = thread[1] ?? null;
  fake.conversations.push(conversation('c1', { last_message, ticket: scene === 'ticketed' ? ticket : null }));
  fake.messages.set('c1', thread);
}
if (scene === 'list') fake.conversations.push(conversation('c2', { unread: 2, ticket }));
if (wanted.has('offline')) fake.answer('send', () => Promise.reject({ code: 'offline' }));

/** A client as small as the launcher's idea of one. */
const listeners = new Map<string, (count: number) => void>();
const client = {
  on(name: string, listener: (count: number) => void) {
    listeners.set(name, listener);
    return () => listeners.delete(name);
  },
  toggle() {
    view.then((chat) => chat.toggle());
  },
};
mountLauncher(client);
const view = mountChat({
  options: fake.options,
  visitor: {
    get session() {
      return fake.session;
    },
    wantSession: () => Promise.resolve(),
    prove: () => undefined,
  },
  on: (name, listener) => (name === 'session' ? fake.onSession(listener as () => void) : () => undefined),
  emit(name, ...[event]) {
    listeners.get(name)?.(typeof event === 'number' ? event : 0);
  },
});
