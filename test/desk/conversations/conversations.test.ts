import { randomUUID } from 'node:crypto';
import {
  CHAT_ROUTES,
  type Conversation,
  type ErrorBody,
  type Message,
  type StartAnswer,
  VISITOR_ROUTES,
} from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import type { ConversationPage, ConversationRow } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp } from '../visitor/stage.js';

eachDatabase('conversations', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const verified = async (external_id: string = randomUUID()) =>
    shop.open({ claim: await shop.signed({ external_id }) });
  const draft = (text: string, client_id: string = randomUUID()) => ({ client_id, text });
  const conversations = async (credential: string) =>
    (await stage.call<{ conversations: Conversation[] }>('GET', CHAT_ROUTES.conversations, { credential })).body
      .conversations;
  const messages = async (credential: string, id: string) =>
    (await stage.call<{ messages: Message[] }>('GET', CHAT_ROUTES.messages(id), { credential })).body.messages;
  const send = (credential: string, id: string, body: object) =>
    stage.call<Message & ErrorBody>('POST', CHAT_ROUTES.messages(id), { credential, body });
  const answer = async (id: string, text: string) =>
    (await organisation.api<Message>('POST', `/api/conversations/${id}/messages`, draft(text))).body;
  const unread = async (credential: string) =>
    (await stage.call<{ unread: number }>('GET', VISITOR_ROUTES.unread, { credential })).body.unread;
  const page = (id: string) => organisation.api<ConversationPage & ErrorBody>('GET', `/api/conversations/${id}`);
  const inbox = async (query = '') =>
    (await organisation.api<{ conversations: ConversationRow[] }>('GET', `/api/conversations${query}`)).body
      .conversations;

  it('tells agents how far each conversation’s own visitor is proven, whoever else proved to be that contact', async () => {
    const external_id = randomUUID();
    const owner = await stage.start((await verified(external_id)).credential);
    const impostor = await shop.open({ claim: { external_id } });
    const claimed = await stage.start(impostor.credential, 'Send it to my new address');
    const guest = await stage.start((await shop.open()).credential);
    const trustOf = async (id: string) => (await page(id)).body.conversation.contact.trust;
    expect(await trustOf(owner.conversation.id)).toBe('verified');
    expect(await trustOf(claimed.conversation.id)).toBe('unverified');
    expect(await trustOf(guest.conversation.id)).toBe('anonymous');
    const rows = new Map((await inbox()).map(({ id, contact }) => [id, contact.trust]));
    expect(rows.get(claimed.conversation.id)).toBe('unverified');
    expect((await page(owner.conversation.id)).body.history).toMatchObject([{ contact: { trust: 'unverified' } }]);
    // Proven after all, it is the owner's.
    await shop.open({ claim: await shop.signed({ external_id }), resume: impostor.credential });
    expect(await trustOf(claimed.conversation.id)).toBe('verified');
  });

  it('takes a message that is sent again after its session was proven as the same', async () => {
    const claim = { external_id: randomUUID() };
    const before = await shop.open({ claim });
    const first = draft('Sent, but the answer was lost');
    const start = async ({ credential }: typeof before) =>
      (await stage.call<StartAnswer>('POST', CHAT_ROUTES.conversations, { credential, body: { message: first } })).body;
    const { conversation, message } = await start(before);
    const second = draft('And this');
    const sent = (await send(before.credential, conversation.id, second)).body;
    const after = await shop.open({ claim: await shop.signed(claim), resume: before.credential });
    expect(await start(after)).toMatchObject({ conversation: { id: conversation.id }, message: { id: message.id } });
    expect((await send(after.credential, conversation.id, second)).body).toEqual(sent);
    expect(await messages(after.credential, conversation.id)).toEqual([message, sent]);
  });

  it('lets a visitor in who used one message id before and after the login', async () => {
    const claim = { external_id: randomUUID() };
    const signed = await shop.signed(claim);
    const twice = draft('The same id');
    const start = async ({ credential }: { credential: string }) =>
      (await stage.call<StartAnswer>('POST', CHAT_ROUTES.conversations, { credential, body: { message: twice } })).body;
    await start(await shop.open({ claim: signed }));
    const unproven = await shop.open({ claim });
    await start(unproven);
    const after = await shop.open({ claim: signed, resume: unproven.credential });
    expect(await conversations(after.credential)).toHaveLength(2);
  });

  it('goes from the visitor to the agent and back', async () => {
    const { credential } = await verified();
    const { conversation, message } = await stage.start(credential, 'My order is late');
    expect(conversation).toMatchObject({ unread: 0, ticket: null, last_message: message });
    const seen = await page(conversation.id);
    expect(seen.body.messages).toEqual([message]);
    expect(seen.body.conversation).toMatchObject({
      unread: 1,
      last_message: { author: 'visitor', text: 'My order is late' },
    });
    const reply = await answer(conversation.id, 'Let me look');
    expect(reply).toMatchObject({ author: 'agent', author_name: 'Grace' });
    expect(await messages(credential, conversation.id)).toEqual([message, reply]);
    expect(await conversations(credential)).toMatchObject([{ unread: 1, last_message: reply }]);
  });

  it('starts once for each client id, also when tried twice at once', async () => {
    const { credential } = await verified();
    const body = { message: draft('Hello') };
    const tries = Array.from({ length: 5 }, () =>
      stage.call<StartAnswer>('POST', CHAT_ROUTES.conversations, { credential, body }),
    );
    const answers = (await Promise.all(tries)).map((one) => one.body);
    expect(new Set(answers.map(({ conversation, message }) => `${conversation.id} ${message.id}`)).size).toBe(1);
    expect(await conversations(credential)).toHaveLength(1);
  });

  it('sends once for each client id, in one order for everybody', async () => {
    const { credential } = await verified();
    const { conversation } = await stage.start(credential);
    const drafts = Array.from({ length: 6 }, (_, place) => draft(`message ${place}`));
    await Promise.all([...drafts, ...drafts].map((one) => send(credential, conversation.id, one)));
    const all = await messages(credential, conversation.id);
    expect(all).toHaveLength(7);
    expect(new Set(all.map(({ text }) => text)).size).toBe(7);
    const rows = await database()
      .db.select()
      .from(schema.messages)
      .where(eq(schema.messages.conversationId, conversation.id));
    expect(rows.map(({ place }) => place).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('recognises a retry that comes under the person’s next session', async () => {
    const id = randomUUID();
    const { conversation } = await stage.start((await verified(id)).credential);
    const one = draft('once');
    await send((await verified(id)).credential, conversation.id, one);
    const { credential } = await verified(id);
    await send(credential, conversation.id, one);
    expect(await messages(credential, conversation.id)).toHaveLength(2);
  });

  it('counts what an agent wrote since the visitor read', async () => {
    const { credential } = await verified();
    const { conversation } = await stage.start(credential);
    await answer(conversation.id, 'one');
    await answer(conversation.id, 'two');
    expect(await unread(credential)).toBe(2);
    expect((await stage.call('POST', CHAT_ROUTES.read(conversation.id), { credential, body: {} })).status).toBe(200);
    expect(await unread(credential)).toBe(0);
    await answer(conversation.id, 'three');
    expect(await unread(credential)).toBe(1);
    await send(credential, conversation.id, draft('thanks'));
    expect(await unread(credential)).toBe(0);
  });

  it('counts what the visitor wrote since an agent read or answered', async () => {
    const { credential } = await verified();
    const { conversation } = await stage.start(credential);
    const agentUnread = async () => (await page(conversation.id)).body.conversation.unread;
    await send(credential, conversation.id, draft('hello?'));
    expect(await agentUnread()).toBe(2);
    await organisation.api('POST', `/api/conversations/${conversation.id}/read`);
    expect(await agentUnread()).toBe(0);
    await send(credential, conversation.id, draft('anyone?'));
    await answer(conversation.id, 'Yes');
    expect(await agentUnread()).toBe(0);
  });

  it('shows a verified session its person’s, any other its own alone', async () => {
    const external_id = randomUUID();
    const [one, two] = [await verified(external_id), await verified(external_id)];
    const [claimed, again] = [await shop.open({ claim: { external_id } }), await shop.open({ claim: { external_id } })];
    const guest = await shop.open();
    const owned = await stage.start(one.credential);
    const unproven = await stage.start(claimed.credential);
    const guests = await stage.start(guest.credential);
    const seen = async (credential: string) => (await conversations(credential)).map(({ id }) => id);
    expect(await seen(one.credential)).toEqual([owned.conversation.id]);
    expect(await seen(two.credential)).toEqual([owned.conversation.id]);
    expect(await seen(claimed.credential)).toEqual([unproven.conversation.id]);
    expect(await seen(again.credential)).toEqual([]);
    expect(await seen(guest.credential)).toEqual([guests.conversation.id]);
    const closed = [
      [claimed, owned],
      [again, unproven],
      [two, unproven],
      [guest, owned],
      [one, guests],
    ] as const;
    for (const [session, { conversation }] of closed) {
      const { credential } = session;
      const calls = await Promise.all([
        stage.call('GET', CHAT_ROUTES.messages(conversation.id), { credential }),
        send(credential, conversation.id, draft('let me in')),
        stage.call('POST', CHAT_ROUTES.read(conversation.id), { credential, body: {} }),
        stage.call('POST', CHAT_ROUTES.ticket(conversation.id), { credential, body: { subject: 'mine' } }),
      ]);
      expect(calls.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    }
  });

  it('shows agents the contact’s context and its other conversations in this app', async () => {
    const external_id = randomUUID();
    const identity = await shop.token({
      userDetail: { id: external_id, email: 'ada@example.com', name: 'Ada', plan: 'pro' },
    });
    const { credential } = await shop.open({ identity });
    const other = await organisation.app();
    await stage.start((await other.open({ claim: await other.signed({ external_id }) })).credential, 'elsewhere');
    const first = await stage.start(credential, 'first');
    const second = await stage.start(credential, 'second');
    const { body } = await page(first.conversation.id);
    expect(body.conversation.contact).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada',
      external_id,
      trust: 'verified',
    });
    expect(body.context.user_detail.map(({ key, value }) => [key, value])).toContainEqual(['plan', 'pro']);
    expect(body.history.map(({ id }) => id)).toEqual([second.conversation.id]);
  });

  it('keeps organisations apart', async () => {
    const { credential } = await verified();
    const { conversation } = await stage.start(credential);
    const elsewhere = await stage.organisation();
    const path = `/api/conversations/${conversation.id}`;
    const calls = await Promise.all([
      elsewhere.api<ErrorBody>('GET', path),
      elsewhere.api<ErrorBody>('POST', `${path}/messages`, draft('hi')),
      elsewhere.api<ErrorBody>('POST', `${path}/read`),
      elsewhere.api<ErrorBody>('GET', '/api/conversations/none'),
    ]);
    expect(calls.map(({ status, body }) => [status, body.error.code])).toEqual(calls.map(() => [404, 'not_found']));
    expect((await elsewhere.api<{ conversations: [] }>('GET', '/api/conversations')).body.conversations).toEqual([]);
    expect(await messages(credential, conversation.id)).toHaveLength(1);
  });

  it('pages the inbox by its last activity without losing rows of one moment', async () => {
    const own = makeStage(database().db);
    const office = await own.organisation();
    const { credential } = await (await office.app()).open();
    const started: string[] = [];
    for (let count = 0; count < 120; count += 1) {
      if (count % 3 === 0) own.pass(1_000);
      started.push((await own.start(credential)).conversation.id);
    }
    const seen: string[] = [];
    for (let before = ''; ; ) {
      const path = `/api/conversations${before && `?before=${encodeURIComponent(before)}`}`;
      const rows = (await office.api<{ conversations: ConversationRow[] }>('GET', path)).body.conversations;
      seen.push(...rows.map(({ id }) => id));
      const last = rows.at(-1);
      if (!last) break;
      before = last.last_at;
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen)).toEqual(new Set(started));
  });

  it('lists newest activity first, and tickets alone when asked', async () => {
    const { credential } = await verified();
    const first = await stage.start(credential, 'first');
    stage.pass(1_000);
    const second = await stage.start(credential, 'second');
    stage.pass(1_000);
    await answer(first.conversation.id, 'news');
    expect((await inbox()).slice(0, 2).map(({ id }) => id)).toEqual([first.conversation.id, second.conversation.id]);
    await stage.call('POST', CHAT_ROUTES.ticket(second.conversation.id), { credential, body: { subject: 'Broken' } });
    const tickets = await inbox('?filter=tickets');
    expect(tickets.map(({ id }) => id)).toContain(second.conversation.id);
    expect(tickets.every(({ ticket }) => ticket !== null)).toBe(true);
    expect((await organisation.api('GET', '/api/conversations?filter=none')).status).toBe(400);
    expect((await organisation.api('GET', '/api/conversations?before=yesterday')).status).toBe(400);
  });

  it('takes any text of a message that its limits allow', async () => {
    const { credential } = await verified();
    const { conversation } = await stage.start(credential);
    for (const text of ['<b>bold</b>', '🦕'.repeat(2_000), "'; drop table messages; --", '\\u0000']) {
      expect((await send(credential, conversation.id, draft(text))).status).toBe(201);
      expect((await messages(credential, conversation.id)).at(-1)?.text).toBe(text);
    }
    await send(credential, conversation.id, draft('cut \ud83e, none\0'));
    expect((await messages(credential, conversation.id)).at(-1)?.text).toBe('cut \ufffd, none');
    expect((await send(credential, conversation.id, draft('  '))).status).toBe(400);
    expect((await send(credential, conversation.id, draft('x'.repeat(8_001)))).status).toBe(400);
  });
});
