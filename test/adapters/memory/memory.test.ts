import { memory, memoryDesk } from 'convot/adapters/memory';
import { KEYS_PER_CONTACT, type StreamEvent } from 'convot/protocol';
import { afterEach, describe, expect, test, vi } from 'vitest';

const PERSON = { kind: 'external_id', value: 'user_7' } as const;
const claim = { external_id: 'user_7' };
const draft = (text: string) => ({ client_id: crypto.randomUUID(), text });

describe('in a page, which holds no secret', () => {
  test('a user_hash proves nothing', async () => {
    const session = await memory().open({ claim: { ...claim, user_hash: 'f'.repeat(64) } });
    expect(session.trust).toBe('unverified');
  });

  test('an identity token is refused, not ignored', async () => {
    const adapter = memory();
    expect(adapter.capabilities?.identityTokens).toBe(false);
    await expect(adapter.open({ identity: 'a.b.c.d.e' })).rejects.toMatchObject({
      code: 'token_invalid',
      reason: 'not_supported',
    });
  });
});

describe('with a lent check of hashes', () => {
  const desk = memoryDesk({ verifyHash: async (value, hash) => hash === `right for ${value}` });

  test('a right one verifies', async () => {
    const session = await memory({ desk }).open({ claim: { ...claim, user_hash: 'right for user_7' } });
    expect([session.trust, session.origin]).toEqual(['verified', 'claim']);
  });

  test.each(['Ada@Example.com', 'ada@example.com'])('one over %s verifies the same email', async (text) => {
    const session = await memory({ desk }).open({
      claim: { email: 'Ada@Example.com', user_hash: `right for ${text}` },
    });
    expect(session).toMatchObject({ trust: 'verified', handle: 'email:ada@example.com' });
    expect(session.person.email).toBe('ada@example.com');
  });

  test('a wrong one is refused', async () => {
    const opened = memory({ desk }).open({ claim: { ...claim, user_hash: 'right for user_8' } });
    await expect(opened).rejects.toMatchObject({ code: 'hash_invalid' });
  });

  test('an unverified person’s own conversations follow that person’s own proof', async () => {
    const adapter = memory({ desk });
    const chat = await adapter.chat();
    const before = await adapter.open({ claim });
    const { conversation } = await chat.start(before.credential, draft('hello'));
    const after = await adapter.open({ claim: { ...claim, user_hash: 'right for user_7' }, resume: before.credential });
    expect((await chat.conversations(after.credential)).map(({ id }) => id)).toEqual([conversation.id]);
    await expect(adapter.unread(before.credential)).rejects.toMatchObject({ code: 'session_ended' });
  });
});

describe('the limit of keys', () => {
  const full = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT }, (_, n) => [`k${n}`, n]));

  async function pushTwice(trust: 'unverified' | 'verified') {
    const desk = memoryDesk({ verifyHash: async () => true });
    const adapter = memory({ desk });
    const user_hash = trust === 'verified' ? { user_hash: 'f'.repeat(64) } : {};
    const { credential } = await adapter.open({ claim: { ...claim, ...user_hash } });
    const entries = [full, { more: 1, k0: 'new' }].map((custom_data, place) => ({ seq: place + 1, custom_data }));
    const { results } = await adapter.push(credential, { lane: crypto.randomUUID(), trust, entries });
    return { last: results[1], stored: desk.stored(PERSON) };
  }

  test('refuses a new key by name and never drops an old one', async () => {
    const { last, stored } = await pushTwice('verified');
    expect(last).toEqual({ seq: 2, status: 'applied', refused: [{ key: 'more', code: 'too_many_keys' }] });
    expect(Object.keys(stored)).toHaveLength(KEYS_PER_CONTACT);
    expect(stored.k0).toBe('new');
  });

  test('tells an unverified page nothing', async () => {
    const { last, stored } = await pushTwice('unverified');
    expect(last).toEqual({ seq: 2, status: 'applied', refused: [] });
    expect(Object.keys(stored)).toHaveLength(KEYS_PER_CONTACT);
  });
});

describe('a scripted agent', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('answers after a moment, by name, once for each message', async () => {
    vi.useFakeTimers();
    const desk = memoryDesk({ reply: (text) => `You said: ${text}`, agentName: 'Robin', replyAfterMs: 500 });
    const adapter = memory({ desk });
    const chat = await adapter.chat();
    const { credential } = await adapter.open({});
    const events: StreamEvent[] = [];
    void chat.stream(credential, (event) => events.push(event), new AbortController().signal);
    const opening = draft('hello');
    const { conversation } = await chat.start(credential, opening);
    await chat.start(credential, opening);
    await vi.advanceTimersByTimeAsync(499);
    expect(await adapter.unread(credential)).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    const messages = await chat.messages(credential, conversation.id);
    expect(messages.map(({ author_name, text }) => [author_name, text])).toEqual([
      [null, 'hello'],
      ['Robin', 'You said: hello'],
    ]);
    expect(events.some((event) => event.type === 'message' && event.message.author === 'agent')).toBe(true);
  });

  test('keeps silent when the script has no answer', async () => {
    vi.useFakeTimers();
    const adapter = memory({ desk: memoryDesk({ reply: () => null, replyAfterMs: 0 }) });
    const { credential } = await adapter.open({});
    await (await adapter.chat()).start(credential, draft('hello'));
    await vi.runAllTimersAsync();
    expect(await adapter.unread(credential)).toBe(0);
  });
});

describe('a shared desk', () => {
  test('is one for all adapters that share it', async () => {
    const desk = memoryDesk();
    const [a, b] = [memory({ desk }), memory({ desk })];
    const { credential } = await a.open({});
    await (await a.chat()).start(credential, draft('hello'));
    expect(await (await b.chat()).conversations(credential)).toHaveLength(1);
    expect(desk.conversations().map(({ messages }) => messages.map(({ text }) => text))).toEqual([['hello']]);
  });

  test('must be a memory desk', () => {
    expect(() => memory({ desk: {} as never })).toThrow(expect.objectContaining({ code: 'wrong_use' }));
  });
});
