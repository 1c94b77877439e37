import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import { EmailError } from '../../../desk/src/email/index.js';
import {
  emailHandlers,
  type MailListener,
  type MailListenerOptions,
  startMailListener,
} from '../../../desk/src/mailroom/index.js';
import { talkTo } from '../email/smtp-talk.js';
import { eachDatabase } from '../support/database.js';
import { confirmed, letter, openPostOffice, type PostOffice } from './post-office.js';

eachDatabase('the desk’s mail listener', (database) => {
  let one: PostOffice;
  let two: PostOffice;
  const open: MailListener[] = [];
  beforeAll(async () => {
    one = await openPostOffice(database());
    two = await openPostOffice(database());
  });
  afterEach(async () => {
    for (const listener of open.splice(0)) await listener.close();
  });

  async function listen(options: Partial<MailListenerOptions> = {}) {
    const given = { port: 0, host: '127.0.0.1', name: 'desk.example', allow: [], ...options };
    const listener = await startMailListener(one.testDesk.desk, given);
    open.push(listener);
    return listener;
  }
  /** Says a whole mail and answers the server's reply to each command. */
  async function send(port: number, to: readonly string[], raw: Uint8Array) {
    const { talk } = await talkTo(port);
    await talk.say('EHLO client.example');
    const replies = [await talk.say('MAIL FROM:<anna@shop.example>')];
    for (const address of to) replies.push(await talk.say(`RCPT TO:<${address}>`));
    if (replies.at(-1)?.startsWith('250')) {
      await talk.say('DATA');
      replies.push(await talk.say(`${Buffer.from(raw).toString('latin1')}.`));
    }
    talk.hangUp();
    return replies.map((reply) => reply.slice(0, 3));
  }

  it('answers 250 once the mail is stored, for each app that it is for, and once for its bytes', async () => {
    const { state } = await listen();
    expect(state).toMatchObject({ host: '127.0.0.1', has_tls: false, is_limited: false });
    const raw = letter({ text: 'By SMTP' });
    expect(await send(state.port, [one.inbox, two.inbox], raw)).toEqual(['250', '250', '250', '250']);
    expect(await send(state.port, [one.inbox.toUpperCase()], raw)).toEqual(['250', '250', '250']);
    for (const office of [one, two]) {
      expect(await office.stored()).toMatchObject([
        { via: 'smtp', inbox: office.inbox, state: 'waiting', envelopeFrom: 'anna@shop.example' },
      ]);
    }
    const rows = await database().db.select().from(schema.emails).where(eq(schema.emails.appId, one.team.app.id));
    expect(Buffer.from(rows[0]?.raw ?? []).equals(Buffer.from(raw))).toBe(true);
  });

  it('takes mail for no address but an inbox that is switched on', async () => {
    const { state } = await listen();
    const own = await openPostOffice(database());
    expect(await send(state.port, [`${randomUUID()}@desk.example`], letter())).toEqual(['250', '550']);
    expect(await send(state.port, [own.inbox], letter())).toEqual(['250', '250', '250']);
    await own.set({ enabled: false });
    expect(await send(state.port, [own.inbox], letter())).toEqual(['250', '550']);
  });

  it('asks its sender to come again when the mail can’t be stored', async () => {
    const { db } = database();
    const desk = {
      ...one.testDesk.desk,
      db: Object.assign(Object.create(db), { transaction: () => Promise.reject(new Error('full')) }),
    };
    const listener = await startMailListener(desk, { port: 0, host: '127.0.0.1', name: 'desk.example', allow: [] });
    open.push(listener);
    const before = (await one.stored()).length;
    expect(await send(listener.state.port, [one.inbox], letter())).toEqual(['250', '250', '451']);
    expect(await one.stored()).toHaveLength(before);
    expect(one.testDesk.lines.join()).not.toMatch(/@|full/);
  });

  it('lets only those connect whom the operator names', async () => {
    const far = await listen({ allow: ['192.0.2.0/24', '2001:db8::1'] });
    expect((await talkTo(far.state.port)).greeting).toMatch(/^554/);
    const near = await listen({ allow: ['192.0.2.7', '127.0.0.0/8'] });
    expect(near.state.is_limited).toBe(true);
    expect((await talkTo(near.state.port)).greeting).toMatch(/^220/);
    await expect(listen({ allow: ['everybody'] })).rejects.toThrow(EmailError);
  });

  it('believes a verdict on the sender only where strangers can’t connect', async () => {
    const read = async (allow: readonly string[]) => {
      const own = await openPostOffice(database());
      const { state } = await listen({ allow });
      await send(state.port, [own.inbox], letter({ headers: [confirmed()] }));
      const [stored] = await own.stored();
      await emailHandlers(own.testDesk.desk).email_in.run({ emailId: stored?.id ?? '' }, new AbortController().signal);
      return (await own.stored())[0];
    };
    expect(await read([])).toMatchObject({ state: 'ticket', confirmed: false, unconfirmedReason: 'way_open' });
    expect(await read(['127.0.0.1'])).toMatchObject({ state: 'ticket', confirmed: true, unconfirmedReason: null });
  });
});
