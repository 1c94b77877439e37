import { ConvotError } from 'convot/protocol';
import { expect, test, vi } from 'vitest';
import { createChat } from '../../../widget/chat/chat.js';
import { NEW_THREAD, type Ready, threadOf } from '../../../widget/chat/model/state.js';
import { conversation, type FakeHost, fakeHost, message, session } from './fake-host.js';

function chatOf(host: FakeHost, isSeen = () => true) {
  const chat = createChat(host, () => undefined, isSeen);
  const ready = (): Ready => {
    if (chat.state.name !== 'ready') throw new Error(`the chat is ${chat.state.name}`);
    return chat.state;
  };
  const thread = (key: string) => threadOf(ready(), key);
  return { chat, ready, thread };
}

async function openWith(host: FakeHost, isSeen?: () => boolean) {
  const opened = chatOf(host, isSeen);
  opened.chat.open();
  await vi.waitFor(() => opened.ready());
  return opened;
}

/** An answer that the test gives when it likes. */
function later<T>() {
  let give: (answer: T) => void = () => undefined;
  let refuse: (fault: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    give = resolve;
    refuse = reject;
  });
  return { promise, give, refuse };
}

/** Resolves when everything that could follow from what has happened has followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const names = (host: FakeHost) => host.calls.map(({ name }) => name);

test('nothing is asked before the chat is opened', () => {
  const host = fakeHost();
  chatOf(host);
  expect(host.calls).toEqual([]);
});

test('no conversation begins a new one, one is shown at once, several are listed', async () => {
  const none = await openWith(fakeHost());
  expect(none.ready().screen).toEqual({ name: 'thread', thread: NEW_THREAD });

  const host = fakeHost();
  host.conversations.push(conversation('c1'));
  expect((await openWith(host)).ready().screen).toEqual({ name: 'thread', thread: 'c1' });

  host.conversations.push(conversation('c2'));
  expect((await openWith(host)).ready().screen).toEqual({ name: 'list' });
});

test('a message is shown before it is sent, and once when its answer and its event have come', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1'));
  const { chat, thread } = await openWith(host);
  await vi.waitFor(() => expect(thread('c1').history).toBe('ready'));
  const sending = later<ReturnType<typeof message>>();
  host.answer('send', () => sending.promise);

  chat.submit('c1', 'Hello');
  expect(thread('c1').pending).toMatchObject([{ text: 'Hello', status: 'sending' }]);
  const { key } = thread('c1').pending[0] ?? {};

  const sent = message('c1', 'm1', { text: 'Hello' });
  host.emit({ type: 'message', message: sent });
  sending.give(sent);
  await vi.waitFor(() => expect(thread('c1').pending).toEqual([]));
  expect(thread('c1').messages).toMatchObject([{ id: 'm1', key }]);
});

test('a failed message is sent again under the same client_id, and those after it keep their order', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1'));
  const { chat, thread } = await openWith(host);
  const first = later<ReturnType<typeof message>>();
  host.answer('send', () => first.promise);
  chat.submit('c1', 'one');
  chat.submit('c1', 'two');
  first.refuse(new ConvotError('offline'));
  await vi.waitFor(() => expect(thread('c1').pending.map(({ status }) => status)).toEqual(['offline', 'offline']));

  chat.retry('c1');
  await vi.waitFor(() => expect(thread('c1').messages.map(({ text }) => text)).toEqual(['one', 'two']));
  const ids = host.calls.filter(({ name }) => name === 'send').map(({ rest }) => rest[1]);
  expect(ids).toMatchObject([{ text: 'one' }, { text: 'one' }, { text: 'two' }]);
  expect(ids[0]).toEqual(ids[1]);
});

test('a message written after a failed one is not sent before it', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1'));
  const { chat, thread } = await openWith(host);
  host.answer('send', () => Promise.reject(new ConvotError('internal')));
  chat.submit('c1', 'one');
  await vi.waitFor(() => expect(thread('c1').pending[0]?.status).toBe('internal'));
  chat.submit('c1', 'two');
  await vi.waitFor(() => expect(thread('c1').messages.map(({ text }) => text)).toEqual(['one', 'two']));
});

test('what failed can go back to where it was written', async () => {
  const host = fakeHost();
  const { chat, thread } = await openWith(host);
  host.answer('start', () => Promise.reject(new ConvotError('request_invalid')));
  chat.submit(NEW_THREAD, 'one');
  await vi.waitFor(() => expect(thread(NEW_THREAD).pending[0]?.status).toBe('request_invalid'));
  chat.report({ type: 'withdrawn', thread: NEW_THREAD });
  expect(thread(NEW_THREAD)).toMatchObject({ pending: [], draft: 'one' });
});

test('messages written while a conversation begins follow its first one into it', async () => {
  const host = fakeHost();
  const { chat, ready, thread } = await openWith(host);
  chat.submit(NEW_THREAD, 'one');
  chat.submit(NEW_THREAD, 'two');
  await vi.waitFor(() => expect(ready().screen).toEqual({ name: 'thread', thread: 'c-new-0' }));
  await vi.waitFor(() => expect(thread('c-new-0').messages.map(({ text }) => text)).toEqual(['one', 'two']));
  expect(names(host).filter((name) => name === 'start')).toHaveLength(1);
});

test('closing stops the stream, opening begins one and reads again', async () => {
  const host = fakeHost();
  const { chat } = await openWith(host);
  expect(host.openStreams).toBe(1);
  chat.close();
  expect(host.openStreams).toBe(0);
  chat.open();
  expect(host.openStreams).toBe(1);
  expect(names(host).filter((name) => name === 'conversations')).toHaveLength(2);
});

test('a gap reads the conversations and the shown messages again', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1'));
  const { thread } = await openWith(host);
  await vi.waitFor(() => expect(thread('c1').history).toBe('ready'));
  host.messages.set('c1', [message('c1', 'missed')]);
  host.emit({ type: 'gap' });
  await vi.waitFor(() => expect(thread('c1').messages).toMatchObject([{ id: 'missed' }]));
});

test('a session that ended is proven again, and its stream begun anew', async () => {
  const host = fakeHost();
  await openWith(host);
  host.emit({ type: 'session_ended' });
  await vi.waitFor(() => expect(host.openStreams).toBe(1));
  expect(names(host)).toContain('sessionEnded');
  expect(host.calls.filter(({ name }) => name === 'stream').at(-1)?.credential).toBe('credential-of-ada-renewed');
});

test('a session that ends again at once is not asked for on and on', async () => {
  const host = fakeHost();
  const { ready } = await openWith(host);
  host.emit({ type: 'session_ended' });
  await vi.waitFor(() => expect(host.openStreams).toBe(1));
  host.emit({ type: 'session_ended' });
  await vi.waitFor(() => expect(ready().trouble).toBe('session_ended'));
  expect(host.openStreams).toBe(0);
});

test('a call whose session ended is repeated once with the renewed one', async () => {
  const host = fakeHost();
  host.answer('conversations', () => Promise.reject(new ConvotError('session_ended')));
  const { ready } = await openWith(host);
  expect(ready().trouble).toBeNull();
  expect(host.calls.filter(({ name }) => name === 'conversations').map(({ credential }) => credential)).toEqual([
    'credential-of-ada',
    'credential-of-ada-renewed',
  ]);
});

test('another person finds nothing of the one before', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1', { unread: 2 }));
  host.messages.set('c1', [message('c1', 'secret', { author: 'agent' })]);
  const { chat, ready, thread } = await openWith(host, () => false);
  await vi.waitFor(() => expect(thread('c1').messages).toHaveLength(1));
  chat.report({ type: 'thread', thread: 'c1', change: { draft: 'half a secret' } });

  host.conversations.length = 0;
  host.messages.clear();
  host.name(session('grace'));
  expect(chat.state).toEqual({ name: 'waiting' });
  expect(host.openStreams).toBe(0);
  await vi.waitFor(() => ready());
  expect(JSON.stringify(chat.state)).not.toContain('secret');
  expect(ready()).toMatchObject({ conversations: [], threads: {}, person: { name: 'grace' } });
  expect(host.openStreams).toBe(1);
});

test('answers of an earlier person come too late to be seen', async () => {
  const host = fakeHost();
  const listing = later<ReturnType<typeof conversation>[]>();
  const sending = later<ReturnType<typeof message>>();
  host.conversations.push(conversation('c1'));
  const { chat, ready } = await openWith(host);
  host.answer('conversations', () => listing.promise);
  host.answer('send', () => sending.promise);
  chat.reload();
  chat.submit('c1', 'for ada alone');

  host.conversations.length = 0;
  host.name(session('grace'));
  await vi.waitFor(() => ready());
  const before = ready();
  listing.give([conversation('ada-1'), conversation('ada-2')]);
  sending.give(message('c1', 'm1', { text: 'for ada alone' }));
  await settled();
  expect(ready()).toEqual(before);
});

test('a session asked for by one person does not open the chat of the next', async () => {
  const host = fakeHost();
  const slow = later<ReturnType<typeof session>>();
  host.answer('ensureSession' as never, (() => slow.promise) as never);
  const { chat, ready } = chatOf(host);
  chat.open();
  host.name(session('grace'));
  await vi.waitFor(() => ready());
  slow.give(session('ada'));
  await settled();
  expect(ready().person.name).toBe('grace');
  expect(host.calls.filter(({ name }) => name === 'stream')).toMatchObject([{ credential: 'credential-of-grace' }]);
  expect(host.openStreams).toBe(1);
});

test('nobody is shown nothing, and a renewed session of the same person changes nothing', async () => {
  const host = fakeHost();
  const { chat, ready } = await openWith(host);
  chat.report({ type: 'thread', thread: NEW_THREAD, change: { draft: 'mine' } });
  host.name(session('ada', { credential: 'another' }));
  expect(threadOf(ready(), NEW_THREAD).draft).toBe('mine');
  chat.close();
  host.name(null);
  expect(chat.state).toEqual({ name: 'waiting' });
});

test('a chat that stays open over a logout goes on as a guest', async () => {
  const host = fakeHost();
  const { ready } = await openWith(host);
  host.name(null);
  await vi.waitFor(() => expect(ready().person.name).toBe('guest'));
  expect(host.openStreams).toBe(1);
});

test('unread messages are told, and read once their conversation is on screen and in sight', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1', { unread: 1 }));
  let isSeen = false;
  const { chat } = await openWith(host, () => isSeen);
  expect(host.unread).toEqual([1]);
  host.emit({ type: 'message', message: message('c1', 'm2', { author: 'agent' }) });
  expect(host.unread).toEqual([1, 2]);
  expect(names(host)).not.toContain('markRead');
  isSeen = true;
  chat.look();
  expect(host.unread).toEqual([1, 2, 0]);
  expect(host.calls.filter(({ name }) => name === 'markRead')).toMatchObject([{ rest: ['c1'] }]);
});

test('a message that its conversation counts already is not counted again', async () => {
  const host = fakeHost();
  host.conversations.push(conversation('c1'), conversation('c2'));
  await openWith(host);
  const news = message('c1', 'm2', { author: 'agent' });
  host.emit({ type: 'conversation', conversation: conversation('c1', { unread: 1, last_message: news }) });
  host.emit({ type: 'message', message: news });
  expect(host.unread.at(-1)).toBe(1);
});

test('what cannot be read says why, and is asked for again', async () => {
  const host = fakeHost();
  host.answer('conversations', () => Promise.reject(new ConvotError('offline')));
  const { chat, ready } = chatOf(host);
  chat.open();
  await vi.waitFor(() => expect(chat.state).toEqual({ name: 'failed', code: 'offline' }));
  chat.reload();
  await vi.waitFor(() => ready());
});

test('answers are taken apart at the edge: no object reaches a view in place of a text', async () => {
  const host = fakeHost();
  const evil = { type: 'img', props: { src: 'x' } };
  const broken = { ...conversation('c1'), ticket: { id: 't', number: 1, subject: evil, status: evil } };
  host.conversations.push(broken as never, { id: evil } as never, null as never);
  host.messages.set('c1', [{ ...message('c1', 'm1'), text: evil, author: evil, author_name: evil } as never]);
  const { ready, thread } = await openWith(host);
  await vi.waitFor(() => expect(thread('c1').history).toBe('ready'));
  expect(ready().conversations).toMatchObject([{ ticket: { subject: '', status: 'open' } }]);
  expect(thread('c1').messages).toMatchObject([{ text: '', author: 'system', author_name: null }]);
});

test('a ticket takes the first words as its subject and asks for an email only when none is known', async () => {
  for (const [email, asked] of [
    ['ada@example.com', null],
    [null, ''],
  ] as const) {
    const host = fakeHost(session('ada', { person: { email, name: null } }));
    host.conversations.push(conversation('c1'));
    host.messages.set('c1', [message('c1', 'm1', { text: 'My  order\nis late' })]);
    const { chat, ready, thread } = await openWith(host);
    await vi.waitFor(() => expect(thread('c1').history).toBe('ready'));
    const { newTicket } = await import('../../../widget/chat/model/ticket.js');
    chat.report({ type: 'shown', screen: newTicket(ready(), 'c1') });
    expect(ready().screen).toMatchObject({ form: { subject: 'My order is late', email: asked } });
  }
});
