import { chatwoot } from 'convot/adapters/chatwoot';
import type { OpenRequest, StreamEvent } from 'convot/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type ChatwootServer, startChatwoot } from './server/index.js';

let server: ChatwootServer;

beforeAll(async () => {
  vi.stubGlobal('WebSocket', WebSocket);
  server = await startChatwoot();
});

afterEach(() => {
  expect(server.violations).toEqual([]);
});

afterAll(async () => {
  await server.stop();
  vi.unstubAllGlobals();
});

async function visitor(request: OpenRequest = {}) {
  const adapter = chatwoot({ url: server.url, inbox: server.inbox.identifier });
  const { credential } = await adapter.open(request);
  return { adapter, credential, chat: await adapter.chat() };
}

const signed = (external_id: string): OpenRequest => ({
  claim: { external_id, user_hash: server.inbox.hash(external_id) },
});

/** A busy machine may need a moment. */
const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, { timeout: 5_000 });

const draft = (text: string) => ({ client_id: crypto.randomUUID(), text });

function conversationOf(id: string) {
  const found = server.inbox.conversations.find((each) => String(each.id) === id);
  if (!found) throw new Error(`no conversation ${id}`);
  return found;
}

function follow({ chat, credential }: Awaited<ReturnType<typeof visitor>>) {
  const events: StreamEvent[] = [];
  const abort = new AbortController();
  const ended = chat.stream(credential, (event) => events.push(event), abort.signal);
  const count = (type: StreamEvent['type']) => events.filter((event) => event.type === type).length;
  return { events, ended, count, stop: () => abort.abort() };
}

describe('who sees what', () => {
  test('verified sessions of one person share their conversations, an unverified one of the same name sees none', async () => {
    const phone = await visitor(signed('ada'));
    const { conversation } = await phone.chat.start(phone.credential, draft('from the phone'));
    const laptop = await visitor(signed('ada'));
    expect((await laptop.chat.conversations(laptop.credential)).map(({ id }) => id)).toEqual([conversation.id]);
    const stranger = await visitor({ claim: { external_id: 'ada' } });
    expect(await stranger.chat.conversations(stranger.credential)).toEqual([]);
    await expect(stranger.chat.messages(stranger.credential, conversation.id)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('private notes and activities are nobody’s, greetings are the agents’, files are their addresses', async () => {
    const { chat, credential } = await visitor();
    const { conversation } = await chat.start(credential, draft('hello'));
    const stored = conversationOf(conversation.id);
    server.inbox.say(stored, 'between us', { isPrivate: true });
    server.inbox.say(stored, 'Grace joined', { type: 2 });
    server.inbox.say(stored, 'We answer soon.', { type: 3 });
    await server.answer(conversation.id, 'yes?');
    const shown = (await chat.messages(credential, conversation.id)).map((each) => [
      each.author,
      each.author_name,
      each.text,
    ]);
    expect(shown).toEqual([
      ['visitor', null, 'hello'],
      ['agent', null, 'We answer soon.'],
      ['agent', 'Grace', 'yes?'],
    ]);
  });
});

describe('sending', () => {
  test('again after a lost answer finds the message that arrived', async () => {
    const { chat, credential } = await visitor();
    const { conversation } = await chat.start(credential, draft('hello'));
    const mine = draft('are you there?');
    server.mishaps.push({ on: 'createMessage', lost: true });
    await expect(chat.send(credential, conversation.id, mine)).rejects.toMatchObject({ code: 'offline' });
    const sent = await chat.send(credential, conversation.id, mine);
    const texts = (await chat.messages(credential, conversation.id)).map(({ text }) => text);
    expect(texts).toEqual(['hello', 'are you there?']);
    const same = await chat.send(credential, conversation.id, draft('are you there?'));
    expect(same.id).not.toBe(sent.id);
  });

  test('does not take another message of the same words for its own', async () => {
    const { chat, credential } = await visitor();
    const { conversation } = await chat.start(credential, draft('hello'));
    const refused = draft('yes');
    server.mishaps.push({ on: 'createMessage', status: 503 });
    await expect(chat.send(credential, conversation.id, refused)).rejects.toThrow();
    const other = await chat.send(credential, conversation.id, draft('yes'));
    expect((await chat.send(credential, conversation.id, refused)).id).not.toBe(other.id);
    expect(await chat.messages(credential, conversation.id)).toHaveLength(3);
  });

  test('again after a refusal sends it', async () => {
    const { chat, credential } = await visitor();
    const { conversation } = await chat.start(credential, draft('same words'));
    const mine = draft('same words');
    server.mishaps.push({ on: 'createMessage', status: 503 });
    await expect(chat.send(credential, conversation.id, mine)).rejects.toMatchObject({ code: 'internal' });
    await chat.send(credential, conversation.id, mine);
    expect(await chat.messages(credential, conversation.id)).toHaveLength(2);
  });

  test.each([{ status: 503 }, { lost: true }] as const)('starts one conversation, also after %o', async (mishap) => {
    const { chat, credential } = await visitor();
    const first = draft('hello');
    server.mishaps.push({ on: 'createMessage', ...mishap });
    await expect(chat.start(credential, first)).rejects.toThrow();
    const { conversation } = await chat.start(credential, first);
    expect((await chat.conversations(credential)).map(({ id }) => id)).toEqual([conversation.id]);
    expect(conversationOf(conversation.id).messages).toHaveLength(1);
  });
});

describe('a stream', () => {
  test('begins each connection with a gap, and tells messages and the conversations that they changed', async () => {
    const page = await visitor();
    const { conversation } = await page.chat.start(page.credential, draft('hello'));
    const { events, count, ended, stop } = follow(page);
    await until(() => count('gap') === 1);
    await server.answer(conversation.id, 'yes?');
    await until(() => count('conversation') > 0);
    expect(events.at(-1)).toMatchObject({ conversation: { id: conversation.id, unread: 1 } });
    server.cable.drop();
    await server.answer(conversation.id, 'nobody hears this');
    await until(() => count('gap') === 2);
    await server.answer(conversation.id, 'and this?');
    await until(() => count('message') === 2);
    const heard = events.flatMap((event) => (event.type === 'message' ? event.message.text : []));
    expect(heard).toEqual(['yes?', 'and this?']);
    stop();
    await ended;
    await until(() => server.cable.connections() === 0);
  });

  test('of a contact that was deleted says session_ended', async () => {
    const page = await visitor();
    const { count, ended } = follow(page);
    await until(() => count('gap') === 1);
    server.inbox.seats.delete(JSON.parse(page.credential).source);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      server.cable.drop();
      while (count('session_ended') === 0) await vi.advanceTimersByTimeAsync(1_000);
    } finally {
      vi.useRealTimers();
    }
    await ended;
  });

  test('says that its visitor is there', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    try {
      const page = await visitor();
      const { count, ended, stop } = follow(page);
      await until(async () => {
        await vi.advanceTimersByTimeAsync(0);
        return count('gap') === 1;
      });
      await vi.advanceTimersByTimeAsync(15_000);
      await until(() => server.cable.presences.includes(JSON.parse(page.credential).pubsub));
      stop();
      await ended;
    } finally {
      vi.useRealTimers();
    }
  });

  test('passes over what it cannot read and what is not for visitors', async () => {
    const page = await visitor();
    const { conversation } = await page.chat.start(page.credential, draft('hello'));
    const { events, count, ended, stop } = follow(page);
    await until(() => count('gap') === 1);
    const { pubsub } = JSON.parse(page.credential);
    server.cable.broadcast([pubsub], 'message.created', { message_type: 1 });
    const aside = { id: 1, conversation_id: 1, content: 'between us', message_type: 1, created_at: 1, private: true };
    server.cable.broadcast([pubsub], 'message.created', aside);
    server.cable.broadcast([pubsub], 'conversation.typing_on', { conversation: {} });
    await server.answer(conversation.id, 'readable');
    await until(() => count('message') === 1);
    expect(events.filter(({ type }) => type === 'message')).toMatchObject([{ message: { text: 'readable' } }]);
    stop();
    await ended;
  });
});
