import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES, type Conversation, type Session } from 'convot/protocol';
import { and, eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import { createHttp } from '../../../desk/src/http/app.js';
import { mailOfTicket } from '../../../desk/src/lookups/mail-of-ticket.js';
import { emailHandlers } from '../../../desk/src/mailroom/index.js';
import type { AppSecret } from '../../../desk/wire/index.js';
import { mail, storedMail } from '../email/mail.js';
import { eachDatabase } from '../support/database.js';
import { DESK_URL } from '../support/desk.js';
import { confirmed, incomingOf, letter, openPostOffice, type PostOffice } from './post-office.js';

eachDatabase('a mail that comes in', (database) => {
  let office: PostOffice;
  /** Another organisation's. */
  let stranger: PostOffice;
  beforeAll(async () => {
    office = await openPostOffice(database());
    stranger = await openPostOffice(database());
  });

  const read = (emailId: string) =>
    emailHandlers(office.testDesk.desk).email_in.run({ emailId }, new AbortController().signal);
  const conversationOf = async (messageId: string | null) => {
    const rows = await database()
      .db.select()
      .from(schema.messages)
      .where(eq(schema.messages.id, messageId ?? ''));
    return rows[0]?.conversationId ?? '';
  };
  /** Delivers a mail and reads its conversation as an agent. */
  async function deliver(raw: Uint8Array, at = office) {
    const stored = await at.deliver(raw);
    return { stored, page: await at.page(await conversationOf(stored.messageId)) };
  }
  async function chatOf({ credential }: Session): Promise<readonly Conversation[]> {
    const answer = await office.testDesk.http.request(DESK_URL + CHAT_ROUTES.conversations, {
      headers: { authorization: `Bearer ${credential}` },
    });
    return ((await answer.json()) as { conversations: Conversation[] }).conversations;
  }

  describe('is stored once and becomes one ticket', () => {
    it('with its subject, text and author', async () => {
      const { stored, page } = await deliver(letter({ subject: 'Broken', text: 'It broke.\r\n\r\nOn Monday' }));
      expect(stored).toMatchObject({ state: 'ticket', inbox: office.inbox, via: 'post', origin: 'person' });
      expect(page.conversation).toMatchObject({
        channel: 'email',
        is_spam: false,
        unread: 1,
        contact: { email: 'anna@shop.example', name: 'Anna', trust: 'unverified' },
        ticket: { subject: 'Broken', status: 'open' },
      });
      expect(page.messages.map(({ author, text }) => [author, text])).toEqual([['visitor', 'It broke.\n\nOn Monday']]);
      expect(page.email).toEqual({ inbox: office.inbox, to: 'anna@shop.example', can_send: false });
      expect(page.context.email).toMatchObject({ source: 'email', trust: 'unverified' });
    });

    it('however often it is handed in, and by whatever way', async () => {
      const raw = letter({ subject: 'Twice' });
      expect([await office.post(raw), await office.post(raw)]).toEqual([200, 200]);
      const copies = (await office.stored()).filter(({ state }) => state === 'waiting');
      expect(copies).toHaveLength(1);
      await read(copies[0]?.id ?? '');
      const relayed = Buffer.concat([Buffer.from('Received: from relay.example\r\n'), raw]);
      expect((await office.deliver(relayed)).state).toBe('duplicate');
      expect((await office.tickets()).filter(({ subject }) => subject === 'Twice')).toHaveLength(1);
    });

    it('and another mail under its id is not taken for it', async () => {
      const id = `<${randomUUID()}@shop.example>`;
      const first = await office.deliver(letter({ id, text: 'One' }));
      const second = await office.deliver(letter({ id, text: 'Two' }));
      expect([first.state, second.state]).toEqual(['ticket', 'ticket']);
    });

    it('by two runs of its job at once, and by a run after the first was not told to be over', async () => {
      expect(await office.post(letter({ subject: 'Race' }))).toBe(200);
      const [row] = (await office.stored()).filter(({ state }) => state === 'waiting');
      await Promise.all([read(row?.id ?? ''), read(row?.id ?? '')]);
      await read(row?.id ?? '');
      expect((await office.tickets()).filter(({ subject }) => subject === 'Race')).toHaveLength(1);
      const messages = await database()
        .db.select()
        .from(schema.messages)
        .where(and(eq(schema.messages.sender, 'email'), eq(schema.messages.clientId, row?.id ?? '')));
      expect(messages).toHaveLength(1);
    });

    it('by two copies that are read at once', async () => {
      const raw = letter({ subject: 'Copies' });
      await office.post(raw);
      await office.post(Buffer.concat([Buffer.from('Received: from relay.example\r\n'), raw]));
      const rows = (await office.stored()).filter(({ state }) => state === 'waiting');
      expect(rows).toHaveLength(2);
      await Promise.allSettled(rows.map(({ id }) => read(id)));
      await Promise.all(rows.map(({ id }) => read(id)));
      expect((await office.tickets()).filter(({ subject }) => subject === 'Copies')).toHaveLength(1);
      const states = (await office.stored()).filter(({ id }) => rows.some((row) => row.id === id));
      expect(states.map(({ state }) => state).sort()).toEqual(['duplicate', 'ticket']);
    });

    it('named by its first words when it has no subject', async () => {
      const { page } = await deliver(letter({ subject: '', text: 'Where is it?\r\nBest' }));
      expect(page.conversation.ticket?.subject).toBe('Where is it?');
    });

    it('even when hardly anything of it can be read', async () => {
      const { stored, page } = await deliver(mail('no header at all'));
      expect(stored.state).toBe('ticket');
      expect(page.email?.to).toBeNull();
    });
  });

  describe('is taken from whom the owner has told the secret, alone', () => {
    const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

    it('as a bearer or as the password of an address', async () => {
      expect(await office.post(letter(), basic(`convot:${office.secret}`))).toBe(200);
      expect(await office.post(letter(), { authorization: 'Bearer nope' })).toBe(401);
      expect(await office.post(letter(), basic('convot:nope'))).toBe(401);
      expect(await office.post(letter(), basic(office.secret))).toBe(401);
      expect(await office.post(letter(), { authorization: '' })).toBe(401);
    });

    it('of that app', async () => {
      expect(await office.post(letter(), { authorization: `Bearer ${stranger.secret}` })).toBe(401);
    });

    it('of two while it is rotated, and not of one that ended', async () => {
      const own = await openPostOffice(database());
      const secrets = `/api/apps/${own.team.app.id}/secrets/email_secret`;
      const { secrets: rotated } = (await own.owner('POST', `${secrets}/rotate`)).json as { secrets: AppSecret[] };
      const current = rotated.find(({ kind, state }) => kind === 'email_secret' && state === 'current')?.value;
      expect(await own.post(letter())).toBe(200);
      expect(await own.post(letter(), { authorization: `Bearer ${current}` })).toBe(200);
      await own.owner('DELETE', `${secrets}/previous`);
      expect(await own.post(letter())).toBe(401);
    });

    it('and not while email is switched off', async () => {
      const own = await openPostOffice(database());
      await own.set({ enabled: false });
      expect(await own.post(letter())).toBe(403);
      expect(await own.stored()).toEqual([]);
    });

    it('and what is no mail is refused by name', async () => {
      expect(await office.post(letter(), { 'content-type': 'application/json' })).toBe(400);
      expect(await office.post(new Uint8Array())).toBe(400);
    });
  });

  describe('belongs to a verified contact', () => {
    it('whose signed address a confirmed mail is from', async () => {
      const email = `${randomUUID()}@shop.example`;
      const session = await office.verified({ email });
      const { page, stored } = await deliver(letter({ from: `Ada <${email}>`, headers: [confirmed()] }));
      expect(stored).toMatchObject({ confirmed: true, fromAddress: email });
      expect(page.conversation.contact).toMatchObject({ email, trust: 'verified' });
      expect(incomingOf(page)).toMatchObject([{ confirmed: true, unconfirmed_reason: null }]);
      // It is held by mail: whoever logs in proved to be the contact, and not to be the one who wrote.
      expect(await chatOf(session)).toEqual([]);
    });

    it('whose address the app’s server sealed, if it is nobody else’s', async () => {
      const email = `${randomUUID()}@shop.example`;
      const { db } = database();
      const contact = async (handle: string) => {
        const [made] = await db
          .insert(schema.contacts)
          .values({ organisationId: office.team.organisationId, provisional: false })
          .returning();
        const [record] = await db
          .insert(schema.appContacts)
          .values({ appId: office.team.app.id, contactId: made?.id ?? '', handle, trust: 'verified' })
          .returning();
        const fact = {
          root: 'user_detail' as const,
          key: 'email',
          value: email.toUpperCase(),
          source: 'token' as const,
        };
        await db.insert(schema.facts).values({ ...fact, appContactId: record?.id ?? '', trust: 'verified' });
        return record?.id;
      };
      const only = await contact(randomUUID());
      const first = await deliver(letter({ from: email, headers: [confirmed()] }));
      expect(first.page.conversation.contact).toMatchObject({ app_contact_id: only, trust: 'verified' });
      const proven = await mailOfTicket(db, first.page.conversation.ticket?.id ?? '');
      expect(proven?.sender.verified).toEqual([email]);
      await contact(randomUUID());
      const second = await deliver(letter({ from: email, headers: [confirmed()] }));
      expect(second.page.conversation.contact).toMatchObject({ email, trust: 'unverified' });
      const unproven = await mailOfTicket(db, second.page.conversation.ticket?.id ?? '');
      expect(unproven?.sender).toMatchObject({ email, verified: [] });
    });

    it('and to a provisional one in every other case', async () => {
      const email = `${randomUUID()}@shop.example`;
      const session = await office.verified({ email });
      const forged = await deliver(letter({ from: email }));
      const otherDomain = await deliver(letter({ from: email, headers: [confirmed('evil.example')] }));
      const stranger = await deliver(letter({ from: `x${email}`, headers: [confirmed()] }));
      for (const { page } of [forged, otherDomain, stranger])
        expect(page.conversation.contact.trust).toBe('unverified');
      expect(forged.stored).toMatchObject({ confirmed: false, unconfirmedReason: 'no_verdict' });
      expect(otherDomain.stored).toMatchObject({ confirmed: false, unconfirmedReason: 'not_aligned' });
      expect(stranger.stored).toMatchObject({ confirmed: true });
      const own = forged.page.conversation.contact;
      expect(otherDomain.page.conversation.contact.contact_id).toBe(own.contact_id);
      expect(await chatOf(session)).toEqual([]);
      // Who claims the address on a page is apart from who claims it by mail.
      const visitors = await office.testDesk.http.request(`${DESK_URL}/v1/apps/${office.team.app.id}/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ claim: { email: `x${email}` } }),
      });
      expect(await chatOf((await visitors.json()) as Session)).toEqual([]);
    });

    it('of the organisation, whose record here it makes, but never out of somebody’s claim', async () => {
      const { desk } = office.testDesk;
      const email = `${randomUUID()}@shop.example`;
      const claimed = `claimed-${email}`;
      const [elsewhere] = await desk.db
        .insert(schema.contacts)
        .values({ organisationId: office.team.organisationId, provisional: false })
        .returning();
      for (const value of [email, claimed]) {
        await desk.db.insert(schema.signedIdentifiers).values({
          organisationId: office.team.organisationId,
          namespace: '',
          kind: 'email',
          value,
          contactId: elsewhere?.id ?? '',
        });
      }
      await office.testDesk.http.request(`${DESK_URL}/v1/apps/${office.team.app.id}/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ claim: { email: claimed } }),
      });
      const fromClaimed = await deliver(letter({ from: claimed, headers: [confirmed()] }));
      expect(fromClaimed.page.conversation.contact.contact_id).not.toBe(elsewhere?.id);
      const fresh = await deliver(letter({ from: email, headers: [confirmed()] }));
      expect(fresh.page.conversation.contact).toMatchObject({ contact_id: elsewhere?.id, trust: 'verified' });
    });
  });

  describe('joins a conversation', () => {
    it('of the same author by the id of an earlier mail, and opens its ticket again', async () => {
      const id = `<${randomUUID()}@shop.example>`;
      const first = await deliver(letter({ id, text: 'One' }));
      await office.member('PATCH', `/api/tickets/${first.page.conversation.ticket?.id}`, { status: 'solved' });
      const second = await deliver(letter({ headers: [`In-Reply-To: ${id}`], text: 'Two\r\n\r\n> One' }));
      expect(second.stored.state).toBe('message');
      expect(second.page.messages.map(({ text }) => text)).toEqual(['One', 'Two']);
      expect(second.page.conversation.ticket?.status).toBe('open');
      expect(incomingOf(second.page)[1]?.quoted).toContain('One');
    });

    it('not of another author, and not unconfirmed into a confirmed one', async () => {
      const id = `<${randomUUID()}@shop.example>`;
      const first = await deliver(letter({ id, headers: [confirmed()] }));
      const others = await deliver(letter({ from: 'eve@evil.example', headers: [`References: ${id}`] }));
      const forged = await deliver(letter({ headers: [`References: ${id}`] }));
      const real = await deliver(letter({ headers: [confirmed(), `References: ${id}`] }));
      expect([others, forged, real].map(({ stored }) => stored.state)).toEqual(['ticket', 'ticket', 'message']);
      expect(real.page.conversation.id).toBe(first.page.conversation.id);
    });
  });

  it('of a program is kept as what it is', async () => {
    const away = await deliver(storedMail('out-of-office'));
    expect(away.stored).toMatchObject({ state: 'ticket', origin: 'auto_reply', mayAutoAnswer: false });
    expect(incomingOf(away.page)).toMatchObject([{ origin: 'auto_reply' }]);
    const bounce = await office.deliver(storedMail('bounce-postfix'));
    expect(bounce).toMatchObject({ state: 'ignored', reason: 'unknown_bounce', messageId: null });
  });

  it('that looks like a bounce and is no server’s is a ticket', async () => {
    const bounce = () =>
      Buffer.from(storedMail('bounce-postfix')).toString('latin1').replace('<2025', `<${randomUUID()}`);
    const forwarded = bounce()
      .replace('Return-Path: <>', 'Return-Path: <anna@shop.example>')
      .replace('multipart/report; report-type=delivery-status;', 'multipart/mixed;');
    const marked = letter({ headers: ['X-Failed-Recipients: ben@home.example'] });
    const unsent = bounce().replace('Return-Path: <>', 'Return-Path: <postmaster@mail.remote.example>');
    expect(await office.deliver(Buffer.from(forwarded, 'latin1'))).toMatchObject({ state: 'ticket' });
    expect(await office.deliver(marked)).toMatchObject({ state: 'ticket', origin: 'person' });
    expect(await office.deliver(Buffer.from(unsent, 'latin1'))).toMatchObject({ state: 'ticket', origin: 'bounce' });
  });

  it('that names one which still waits lets that one past, for a while', async () => {
    const { email_in } = emailHandlers(office.testDesk.desk);
    const byId = async (one: string) => (await office.stored()).find((mail) => mail.id === one);
    const posted = async (raw: Uint8Array) => {
      const before = new Set((await office.stored()).map((mail) => mail.id));
      await office.post(raw);
      return (await office.stored()).find((mail) => !before.has(mail.id))?.id ?? '';
    };
    const pair = async () => {
      const id = `<${randomUUID()}@shop.example>`;
      return [await posted(letter({ id })), await posted(letter({ headers: [`In-Reply-To: ${id}`] }))] as const;
    };
    const [first, second] = await pair();
    await database().db.execute(sql`delete from pgboss.job`);
    await read(second);
    expect(await byId(second)).toMatchObject({ state: 'waiting' });
    const jobs = await database().db.execute(sql`select data from pgboss.job where name = 'email_in'`);
    expect([...jobs].map(({ data }) => data)).toEqual([{ emailId: second, waits: 1 }]);
    await read(first);
    await read(second);
    expect([await byId(first), await byId(second)]).toMatchObject([{ state: 'ticket' }, { state: 'message' }]);
    const [, stubborn] = await pair();
    await email_in.run({ emailId: stubborn, waits: 20 }, new AbortController().signal);
    expect(await byId(stubborn)).toMatchObject({ state: 'ticket' });
  });

  it('that the receiving server calls spam is a spam ticket, which nothing looks up', async () => {
    await database().db.insert(schema.lookupSettings).values({ appId: office.team.app.id, enabled: true });
    const spam = await deliver(letter({ headers: ['X-Spam-Flag: YES'] }));
    const other = await deliver(letter({ headers: ['X-Spam-Status: Yes'] }));
    expect(spam.stored).toMatchObject({ state: 'ticket', reason: 'spam' });
    expect(spam.page.conversation.is_spam).toBe(true);
    expect(other.page.conversation.is_spam).toBe(false);
    const runs = await database()
      .db.select({ ticketId: schema.lookupRuns.ticketId })
      .from(schema.lookupRuns)
      .where(eq(schema.lookupRuns.appId, office.team.app.id));
    expect(runs.map(({ ticketId }) => ticketId)).toContain(other.page.conversation.ticket?.id);
    expect(runs.map(({ ticketId }) => ticketId)).not.toContain(spam.page.conversation.ticket?.id);
  });

  it('keeps its attachments for the organisation’s agents, as downloads', async () => {
    const { page, stored } = await deliver(storedMail('attachments'));
    const [attachment] = incomingOf(page)[0]?.attachments ?? [];
    expect(attachment).toMatchObject({ size: expect.any(Number), name: expect.any(String) });
    const path = `/api/attachments/${attachment?.id}`;
    const got = await office.member('GET', path);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\\]+"; filename\*=UTF-8''/);
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-security-policy')).toContain('sandbox');
    const raw = await office.member('GET', `/api/emails/${stored.id}/raw`);
    expect(raw.status).toBe(200);
    expect((await stranger.owner('GET', path)).status).toBe(404);
    expect((await stranger.owner('GET', `/api/emails/${stored.id}/raw`)).status).toBe(404);
    expect((await stranger.owner('GET', `/api/conversations/${page.conversation.id}`)).status).toBe(404);
    const nobody = await office.testDesk.http.request(DESK_URL + path);
    expect(nobody.status).toBe(401);
  });

  it('that can’t be read after every attempt is shown to the owner, who may try again', async () => {
    expect(await office.post(letter({ subject: 'Stubborn' }))).toBe(200);
    const id = (await office.stored()).at(-1)?.id ?? '';
    await emailHandlers(office.testDesk.desk).email_in.lost({ emailId: id });
    const received = async () => (await office.settings()).received.find((one) => one.id === id);
    expect(await received()).toMatchObject({ state: 'failed', reason: 'internal' });
    expect((await stranger.owner('POST', `/api/emails/${id}/retry`)).status).toBe(404);
    expect((await office.member('POST', `/api/emails/${id}/retry`)).status).toBe(403);
    expect((await office.owner('POST', `/api/emails/${id}/retry`)).status).toBe(204);
    await read(id);
    expect(await received()).toMatchObject({ state: 'ticket', from: 'anna@shop.example' });
  });

  it('is read by the desk’s workers, with one ticket for its job', async () => {
    const own = await openPostOffice(database());
    await database().db.execute(sql`delete from pgboss.job`);
    own.work();
    try {
      await own.post(letter({ subject: 'By a worker' }));
      await expect
        .poll(async () => (await own.tickets()).map(({ subject, channel }) => [subject, channel]))
        .toEqual([['By a worker', 'email']]);
    } finally {
      await own.stop();
    }
  });

  it('leaves nothing of itself in a line for the operator, not even when storing it fails', async () => {
    expect(office.testDesk.lines).toEqual([]);
    const { db } = database();
    const full = new Error('full', { cause: new Error('Hello anna@shop.example') });
    const desk = {
      ...office.testDesk.desk,
      db: Object.assign(Object.create(db), { transaction: () => Promise.reject(full) }),
    };
    const answer = await createHttp(desk).request(`${DESK_URL}/email/${office.team.app.id}/mime`, {
      method: 'POST',
      headers: { authorization: `Bearer ${office.secret}`, 'content-type': 'message/rfc822' },
      body: new Uint8Array(letter()),
    });
    expect(answer.status).toBe(500);
    expect(office.testDesk.lines).toHaveLength(1);
    expect(office.testDesk.lines.join()).not.toMatch(/@shop|Hello|full/);
  });
});
