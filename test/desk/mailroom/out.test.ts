import { randomUUID } from 'node:crypto';
import type { Message } from 'convot/protocol';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import {
  createSender,
  type EmailListener,
  type EmailSender,
  type IncomingEmail,
  listenForEmail,
  parseEmail,
  type ReceivedEmail,
} from '../../../desk/src/email/index.js';
import { emailHandlers } from '../../../desk/src/mailroom/index.js';
import { OURS, storedMail } from '../email/mail.js';
import { scriptedServer } from '../email/smtp-talk.js';
import { eachDatabase } from '../support/database.js';
import { confirmed, letter, openPostOffice, outgoingOf, type PostOffice } from './post-office.js';

const signal = new AbortController().signal;
const PATIENCE = { connectTimeoutMs: 10_000, silenceTimeoutMs: 10_000 };

eachDatabase('an agent’s answer in a conversation by email', (database) => {
  /** Takes whatever the desk sends at this moment. */
  let server: { readonly url: string } | null = null;
  const sender: EmailSender = {
    host: 'mail.desk.example',
    send: (email, sending) => createSender(server?.url ?? 'smtp://127.0.0.1:9', PATIENCE).send(email, sending),
  };
  let office: PostOffice;
  /** Another organisation's. */
  let stranger: PostOffice;
  const closing: { close(): unknown }[] = [];
  beforeAll(async () => {
    office = await openPostOffice(database(), { sender });
    stranger = await openPostOffice(database(), { sender });
  });
  afterEach(async () => {
    for (const one of closing.splice(0)) await one.close();
    server = null;
  });

  /** A server that takes every mail. */
  async function taking(): Promise<ReceivedEmail[]> {
    const taken: ReceivedEmail[] = [];
    const listener: EmailListener = await listenForEmail({
      port: 0,
      host: '127.0.0.1',
      name: 'mail.shop.example',
      hasInbox: async () => true,
      store: async (email) => void taken.push(email),
      log: () => undefined,
    });
    closing.push(listener);
    server = { url: `smtp://127.0.0.1:${listener.port}` };
    return taken;
  }
  async function scripted(script: Readonly<Record<string, string>>) {
    const answering = await scriptedServer(script);
    closing.push(answering);
    server = answering;
  }
  async function conversation(raw = letter(), at = office) {
    const { messageId } = await at.deliver(raw);
    const rows = await database()
      .db.select()
      .from(schema.messages)
      .where(eq(schema.messages.id, messageId ?? ''));
    return rows[0]?.conversationId ?? '';
  }
  async function answer(id: string, text = 'Our answer', clientId = randomUUID(), at = office) {
    const sent = await at.member('POST', `/api/conversations/${id}/messages`, { client_id: clientId, text });
    expect(sent.status).toBe(201);
    return sent.json as Message;
  }
  const send = ({ id }: Message) => emailHandlers(office.testDesk.desk).email_out.run({ messageId: id }, signal);
  const stateOf = async ({ id, conversation_id }: Message, at = office) =>
    outgoingOf(await at.page(conversation_id)).find(({ message_id }) => message_id === id);
  const parsed = async (email: ReceivedEmail | undefined): Promise<IncomingEmail> =>
    parseEmail(email?.raw ?? new Uint8Array());

  it('leaves by the same transaction’s job, in the customer’s thread', async () => {
    const taken = await taking();
    await database().db.execute(sql`delete from pgboss.job`);
    const id = `<${randomUUID()}@shop.example>`;
    const raw = letter({ from: 'Änne <Anna@shop.example>', id, subject: 'Größe?', headers: ['References: <a@b>'] });
    const message = await answer(await conversation(raw));
    expect(await stateOf(message)).toMatchObject({ state: 'waiting', code: null, to: 'Anna@shop.example' });
    office.work();
    try {
      await expect.poll(async () => (await stateOf(message))?.state).toBe('sent');
    } finally {
      await office.stop();
    }
    expect(taken).toHaveLength(1);
    expect(taken[0]?.envelope).toEqual({ from: office.inbox, to: ['anna@shop.example'] });
    const mail = await parsed(taken[0]);
    expect(mail).toMatchObject({
      from: { address: office.inbox, name: 'Shop' },
      subject: 'Re: Größe?',
      inReplyTo: [id],
      references: ['<a@b>', id],
      text: 'Our answer',
    });
    expect(mail.quoted).toContain('Hello');
    expect(mail.messageId).toMatch(/^<[0-9a-f]{32}\.convot@desk\.example>$/);
  });

  it('is one mail however often it is sent from the page, and its job is done', async () => {
    const taken = await taking();
    const id = await conversation();
    const clientId = randomUUID();
    const message = await answer(id, 'Once', clientId);
    expect(await answer(id, 'Once', clientId)).toEqual(message);
    await Promise.allSettled([send(message), send(message)]);
    await send(message);
    expect(taken).toHaveLength(1);
    const rows = await database()
      .db.select()
      .from(schema.emailAnswers)
      .where(eq(schema.emailAnswers.messageId, message.id));
    expect(rows).toMatchObject([{ state: 'sent', raw: null }]);
  });

  it('is answered into its conversation by who took part in it, and by nobody else who knows its id', async () => {
    const taken = await taking();
    const id = await conversation(letter({ headers: [confirmed()] }));
    await send(await answer(id));
    const { messageId } = await parsed(taken[0]);
    const reply = (from: string, more: readonly string[] = []) =>
      office.deliver(letter({ from, headers: [...more, `In-Reply-To: ${messageId}`] }));
    expect((await reply('Anna <anna@shop.example>')).state).toBe('message');
    expect((await reply('eve@evil.example')).state).toBe('ticket');
    expect((await reply('eve@evil.example', [confirmed('evil.example')])).state).toBe('ticket');
    const elsewhere = await stranger.deliver(letter({ headers: [`In-Reply-To: ${messageId}`] }));
    expect(elsewhere.state).toBe('ticket');
    const page = await office.page(id);
    expect(page.messages.map(({ author }) => author)).toEqual(['visitor', 'agent', 'visitor']);
    expect(page.emails.filter((one) => one.direction === 'in').map((one) => one.confirmed)).toEqual([true, false]);
  });

  it('that goes to a Reply-To is answered from there', async () => {
    const taken = await taking();
    const raw = letter({ from: 'form@shop.example', headers: ['Reply-To: Ben <ben@home.example>'] });
    await send(await answer(await conversation(raw)));
    expect(taken[0]?.envelope.to).toEqual(['ben@home.example']);
    const { messageId } = await parsed(taken[0]);
    const reply = letter({ from: 'ben@home.example', headers: [`References: ${messageId}`] });
    expect((await office.deliver(reply)).state).toBe('message');
  });

  it('that comes back to its own inbox is no ticket', async () => {
    const taken = await taking();
    await send(await answer(await conversation()));
    expect(await office.deliver(taken[0]?.raw ?? new Uint8Array())).toMatchObject({
      state: 'ignored',
      reason: 'own_mail',
    });
  });

  it('has failed when a bounce says so, and can be sent again', async () => {
    const taken = await taking();
    const message = await answer(await conversation());
    await send(message);
    const { messageId } = await parsed(taken[0]);
    const bounce = Buffer.from(storedMail('bounce-postfix'))
      .toString('latin1')
      .replaceAll(OURS, messageId ?? '');
    expect(await office.deliver(Buffer.from(bounce, 'latin1'))).toMatchObject({
      state: 'bounce',
      messageId: message.id,
    });
    expect(await stateOf(message)).toMatchObject({ state: 'failed', code: 'bounced', status: '5.1.1' });
    expect((await office.member('POST', `/api/messages/${message.id}/resend`)).status).toBe(204);
    await send(message);
    expect(await stateOf(message)).toMatchObject({ state: 'sent', code: null, status: null });
    expect(taken).toHaveLength(2);
  });

  it('has not failed because somebody who knows its id says so by an ordinary mail', async () => {
    const taken = await taking();
    const message = await answer(await conversation());
    await send(message);
    const { messageId } = await parsed(taken[0]);
    const report = Buffer.from(storedMail('bounce-postfix'))
      .toString('latin1')
      .replaceAll(OURS, messageId ?? '')
      .replace('Return-Path: <>', 'Return-Path: <eve@evil.example>');
    expect(await office.deliver(Buffer.from(report, 'latin1'))).toMatchObject({ state: 'ticket' });
    expect(await stateOf(message)).toMatchObject({ state: 'sent', code: null });
  });

  describe('that does not leave says why', () => {
    it.each([
      ['RCPT', '550 no such user', { state: 'failed', code: 'recipient_refused', status: '550' }],
      ['MAIL', '550 not you', { state: 'failed', code: 'sender_refused', status: '550' }],
      ['end', '554 spam', { state: 'failed', code: 'mail_refused', status: '554' }],
    ])('and is not tried again after %s %s', async (command, reply, state) => {
      await scripted({ [command]: reply });
      const message = await answer(await conversation());
      await send(message);
      expect(await stateOf(message)).toMatchObject(state);
    });

    it.each([
      ['greeting', '421 busy', { state: 'waiting', code: 'try_later', status: '421' }],
      ['DATA', 'hang up', { state: 'waiting', code: 'server_unreachable' }],
      ['end', '451 later', { state: 'waiting', code: 'try_later', status: '451' }],
    ])('and is tried again after %s %s', async (command, reply, state) => {
      await scripted({ [command]: reply });
      const message = await answer(await conversation());
      await expect(send(message)).rejects.toMatchObject({ name: 'SendError' });
      expect(await stateOf(message)).toMatchObject(state);
      const taken = await taking();
      await send(message);
      expect(await stateOf(message)).toMatchObject({ state: 'sent', code: null });
      expect(taken).toHaveLength(1);
    });

    it('when every attempt is used up', async () => {
      const message = await answer(await conversation());
      await expect(send(message)).rejects.toMatchObject({ code: 'server_unreachable' });
      await emailHandlers(office.testDesk.desk).email_out.lost({ messageId: message.id });
      expect(await stateOf(message)).toMatchObject({ state: 'failed', code: 'server_unreachable' });
    });

    it('is unknown when the server has the mail and the connection breaks, and is sent by hand alone', async () => {
      await scripted({ end: 'hang up' });
      const message = await answer(await conversation());
      await send(message);
      expect(await stateOf(message)).toMatchObject({ state: 'unknown', code: 'outcome_unknown' });
      const taken = await taking();
      await send(message);
      expect(taken).toEqual([]);
      expect((await office.member('POST', `/api/messages/${message.id}/resend`)).status).toBe(204);
      await send(message);
      expect(taken).toHaveLength(1);
    });

    it('is unknown when the desk ended while the mail’s bytes left, and never sent again by itself', async () => {
      const message = await answer(await conversation());
      const { emailAnswers } = schema;
      await database().db.update(emailAnswers).set({ state: 'sending' }).where(eq(emailAnswers.messageId, message.id));
      const taken = await taking();
      await send(message);
      expect(taken).toEqual([]);
      expect(await stateOf(message)).toMatchObject({ state: 'unknown', code: 'outcome_unknown' });
    });

    it('is sent when its job counted as lost and the server took it after all, unless it was sent anew', async () => {
      const message = await answer(await conversation());
      const taken = await taking();
      const { emailAnswers } = schema;
      const late = async (change: Partial<typeof emailAnswers.$inferInsert>) => {
        const during: EmailSender = {
          host: sender.host,
          send: async (email, sending) => {
            await sending?.beforeData?.();
            await database().db.update(emailAnswers).set(change).where(eq(emailAnswers.messageId, message.id));
            return sender.send(email);
          },
        };
        const mail = { ...office.testDesk.desk.mail, sender: during };
        await database()
          .db.update(emailAnswers)
          .set({ state: 'waiting' })
          .where(eq(emailAnswers.messageId, message.id));
        await emailHandlers({ ...office.testDesk.desk, mail }).email_out.run({ messageId: message.id }, signal);
      };
      await late({ state: 'unknown', code: 'outcome_unknown', attempts: 9 });
      expect(await stateOf(message)).toMatchObject({ state: 'unknown' });
      await late({ state: 'unknown', code: 'outcome_unknown' });
      expect(await stateOf(message)).toMatchObject({ state: 'sent', code: null });
      await send(message);
      expect(taken).toHaveLength(2);
    });

    it('waits when a closing desk breaks off before the bytes leave', async () => {
      await scripted({ MAIL: 'silence' });
      const message = await answer(await conversation());
      const closingDesk = new AbortController();
      const sending = emailHandlers(office.testDesk.desk).email_out.run({ messageId: message.id }, closingDesk.signal);
      closingDesk.abort();
      await expect(sending).rejects.toThrow();
      expect(await stateOf(message)).toMatchObject({ state: 'waiting' });
    });

    it('when the desk has no server, or the mail no address, or the app no inbox', async () => {
      const without = await openPostOffice(database());
      const message = await answer(await conversation(letter(), without), 'Hi', randomUUID(), without);
      expect(await stateOf(message, without)).toMatchObject({ state: 'failed', code: 'no_server' });
      const again = await without.member('POST', `/api/messages/${message.id}/resend`);
      expect(again.json).toMatchObject({ error: { code: 'forbidden', reason: 'no_server' } });
      const nameless = await answer(await conversation(letter({ from: 'nobody' })));
      expect(await stateOf(nameless)).toMatchObject({ state: 'failed', code: 'no_address' });
      const own = await openPostOffice(database(), { sender });
      const id = await conversation(letter(), own);
      await own.set({ enabled: false, inboxes: [] });
      const homeless = await answer(id, 'Hi', randomUUID(), own);
      expect(await stateOf(homeless, own)).toMatchObject({ state: 'failed', code: 'no_inbox' });
    });
  });

  it('is sent again by agents of its organisation alone, and not while it is on its way', async () => {
    const message = await answer(await conversation());
    const again = await office.member('POST', `/api/messages/${message.id}/resend`);
    expect(again.json).toMatchObject({ error: { code: 'forbidden', reason: 'not_resendable' } });
    expect((await stranger.owner('POST', `/api/messages/${message.id}/resend`)).status).toBe(404);
  });

  it('tells open pages how it goes, and nobody of it in a line or an event', async () => {
    const events = await database()
      .db.select()
      .from(schema.events)
      .where(eq(schema.events.scope, `org:${office.team.organisationId}`));
    const told = events.map(({ payload }) => payload as { type: string }).filter(({ type }) => type === 'email');
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain('@');
    const contact = (await office.conversations())[0]?.contact.app_contact_id;
    const visitors = eq(schema.events.scope, `contact:${contact}`);
    expect(await database().db.select().from(schema.events).where(visitors)).toEqual([]);
    expect(office.testDesk.lines).toEqual([]);
  });
});
