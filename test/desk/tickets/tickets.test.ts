import { randomUUID } from 'node:crypto';
import {
  CHAT_ROUTES,
  type Conversation,
  type CustomerContext,
  type ErrorBody,
  type Message,
  type Session,
  type Ticket,
} from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import type { ConversationPage, TicketRow } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp, storedFacts } from '../visitor/stage.js';
import { openStream } from '../visitor/streams.js';

eachDatabase('tickets', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const verified = async () => shop.open({ claim: await shop.signed({ external_id: randomUUID() }) });
  const submit = ({ credential }: Session, id: string, body: object) =>
    stage.call<Ticket & ErrorBody>('POST', CHAT_ROUTES.ticket(id), { credential, body });
  const list = async (query = '', from = organisation) =>
    (await from.api<{ tickets: TicketRow[] }>('GET', `/api/tickets${query}`)).body.tickets;
  async function newTicket(session: Session, subject = 'Broken') {
    const { conversation } = await stage.start(session.credential);
    return { conversation, ticket: (await submit(session, conversation.id, { subject })).body };
  }

  it('makes one ticket of a conversation, however often it is asked for', async () => {
    const session = await verified();
    const { conversation } = await stage.start(session.credential);
    const answers = await Promise.all(
      ['One', 'Two', 'Three'].map((subject) => submit(session, conversation.id, { subject })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const { credential } = session;
    const { body } = await stage.call<{ conversations: Conversation[] }>('GET', CHAT_ROUTES.conversations, {
      credential,
    });
    expect(body.conversations[0]?.ticket).toEqual(answers[0]?.body);
    const said = await stage.call<{ messages: Message[] }>('GET', CHAT_ROUTES.messages(conversation.id), {
      credential,
    });
    expect(said.body.messages.map(({ author, text }) => [author, text])).toEqual([
      ['visitor', 'Hello'],
      ['system', 'ticket_created'],
    ]);
  });

  it('numbers an organisation’s tickets from 1 without a gap, apart from others’', async () => {
    const own = await stage.organisation();
    const [one, two] = [await own.app(), await own.app()];
    await Promise.all(Array.from({ length: 8 }, async (_, place) => newTicket(await (place % 2 ? one : two).open())));
    expect((await list('', own)).map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('keeps the context of its moment', async () => {
    const id = randomUUID();
    const token = (plan: string) => shop.token({ userDetail: { id, email: 'ada@example.com', plan } });
    const session = await shop.open({ identity: await token('free') });
    const { ticket } = await newTicket(session);
    await shop.open({ identity: await token('pro') });
    const [row] = await database().db.select().from(schema.tickets).where(eq(schema.tickets.id, ticket.id));
    const context = row?.context as CustomerContext;
    expect(context.email).toMatchObject({ value: 'ada@example.com', source: 'token', trust: 'verified' });
    expect(context.user_detail.find(({ key }) => key === 'plan')?.value).toBe('free');
  });

  it('takes the form’s address where none is known, as what it is', async () => {
    const guest = await shop.open();
    const { conversation } = await stage.start(guest.credential);
    await submit(guest, conversation.id, { subject: 'Broken', email: 'Guest@Example.com' });
    const page = await organisation.api<ConversationPage>('GET', `/api/conversations/${conversation.id}`);
    expect(page.body.context.email).toMatchObject({
      value: 'guest@example.com',
      source: 'ticket_form',
      trust: 'anonymous',
    });
    expect((await shop.open({ resume: guest.credential })).person.email).toBe('guest@example.com');
  });

  it('leaves the form’s address unproven even where the visitor is proven', async () => {
    const claim = await shop.signed({ external_id: randomUUID() });
    const session = await shop.open({ claim });
    const { conversation } = await stage.start(session.credential);
    const email = `${randomUUID()}@example.com`;
    await submit(session, conversation.id, { subject: 'Broken', email });
    const page = await organisation.api<ConversationPage>('GET', `/api/conversations/${conversation.id}`);
    expect(page.body.context.email).toMatchObject({ value: email, source: 'ticket_form', trust: 'unverified' });
    expect((await shop.open({ claim, resume: session.credential })).person.email).toBe(email);
  });

  it('proves nothing by the form’s address, and overwrites nothing with it', async () => {
    const claim = { external_id: randomUUID(), email: 'mine@example.com' };
    await shop.open({ claim: await shop.signed(claim) });
    const impostor = await shop.open({ claim: { external_id: claim.external_id } });
    const { conversation } = await stage.start(impostor.credential);
    await submit(impostor, conversation.id, { subject: 'Broken', email: 'spoof@example.com' });
    const emails = (await storedFacts(database().db, 'claim')).map(({ value }) => value);
    expect(emails).toContain('mine@example.com');
    expect(emails).not.toContain('spoof@example.com');
    const signed = await database().db.select().from(schema.signedIdentifiers);
    expect(signed.filter(({ kind }) => kind === 'email')).toEqual([]);
  });

  it('ignores the form’s address where one is known', async () => {
    const session = await shop.open({ claim: { email: 'known@example.com' } });
    const { conversation } = await stage.start(session.credential);
    await submit(session, conversation.id, { subject: 'Broken', email: 'other@example.com' });
    const values = (await storedFacts(database().db, 'claim')).map(({ value }) => value);
    expect(values).not.toContain('other@example.com');
  });

  it('changes its status for both sides, live', async () => {
    const session = await verified();
    const { conversation, ticket } = await newTicket(session);
    const path = `/api/tickets/${ticket.id}`;
    const row = await organisation.api<TicketRow>('PATCH', path, { status: 'solved' });
    expect(row.body).toMatchObject({ id: ticket.id, status: 'solved', conversation_id: conversation.id });
    const visitor = await openStream(stage.visitors, '/v1/stream', {
      authorization: `Bearer ${session.credential}`,
      'Last-Event-ID': '4',
    });
    expect((await visitor.events(1))[0]?.data).toMatchObject({
      type: 'conversation',
      conversation: { ticket: { status: 'solved' } },
    });
    await visitor.leave();
    expect((await organisation.api('PATCH', path, { status: 'lost' })).status).toBe(400);
  });

  it('lists by status, a page at a time', async () => {
    const own = await stage.organisation();
    const session = await (await own.app()).open();
    const made = [];
    for (let count = 0; count < 53; count += 1) made.push((await newTicket(session)).ticket);
    const first = await list('', own);
    const second = await list(`?before=${first.at(-1)?.number}`, own);
    expect([...first, ...second].map(({ number }) => number)).toEqual(
      Array.from({ length: 53 }, (_, place) => 53 - place),
    );
    await own.api('PATCH', `/api/tickets/${made[7]?.id}`, { status: 'pending' });
    expect((await list('?status=pending', own)).map(({ number }) => number)).toEqual([8]);
    expect(await list('?status=&before=3', own)).toHaveLength(2);
  });

  it('keeps organisations apart', async () => {
    const { ticket } = await newTicket(await verified());
    const elsewhere = await stage.organisation();
    for (const id of [ticket.id, 'none']) {
      const answer = await elsewhere.api<ErrorBody>('PATCH', `/api/tickets/${id}`, { status: 'closed' });
      expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found']);
    }
    expect(await list('', elsewhere)).toEqual([]);
    expect((await list()).find(({ id }) => id === ticket.id)?.status).toBe('open');
  });
});
