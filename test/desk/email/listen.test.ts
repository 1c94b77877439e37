import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  composeAnswer,
  createSender,
  type EmailListener,
  type EmailSender,
  type ListenerOptions,
  listenForEmail,
  newMessageId,
  type OutgoingEmail,
  parseEmail,
  type ReceivedEmail,
} from '../../../desk/src/email/index.js';
import { CERTIFICATE } from './certificate.js';
import { mail } from './mail.js';
import { talkTo } from './smtp-talk.js';

const INBOXES = new Set(['support@desk.example', 'sales@desk.example', 'jörg@xn--bcher-kva.example']);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A listener that keeps what it is given. */
async function startListener(
  options: Partial<ListenerOptions> = {},
): Promise<{ listener: EmailListener; stored: ReceivedEmail[]; log: string[] }> {
  const stored: ReceivedEmail[] = [];
  const log: string[] = [];
  const listener = await listenForEmail({
    host: '127.0.0.1',
    port: 0,
    name: 'mx.desk.example',
    hasInbox: async (address) => INBOXES.has(address),
    store: async (email) => void stored.push(email),
    log: (line) => log.push(line),
    ...options,
  });
  open.push(listener);
  return { listener, stored, log };
}

function senderTo({ port }: EmailListener, ca?: string): EmailSender {
  return createSender(`smtp://127.0.0.1:${port}`, { name: 'client.example', ...(ca !== undefined && { ca }) });
}

const outgoing = (to = 'support@desk.example', text = 'Hello'): Promise<OutgoingEmail> =>
  composeAnswer({
    messageId: newMessageId('shop.example'),
    from: { name: 'Änne', address: 'anna@shop.example' },
    to: { name: '', address: to },
    subject: 'Größe',
    text,
    answers: null,
    history: null,
    automatic: false,
    at: new Date('2025-11-20T12:00:00Z'),
  });

/** As far as the mail itself. */
async function readyForData(port: number) {
  const { talk } = await talkTo(port);
  await talk.say('EHLO client.example');
  await talk.say('MAIL FROM:<a@x.example>');
  await talk.say('RCPT TO:<support@desk.example>');
  expect(await talk.say('DATA')).toMatch(/^354 /);
  return talk;
}

describe('a mail over SMTP', () => {
  it('arrives byte by byte, with its envelope', async () => {
    const { listener, stored } = await startListener();
    const email = await outgoing('support@desk.example', '.\n..\nFrom me\n\n.end');
    await expect(senderTo(listener).send(email)).resolves.toEqual({ refused: [] });
    expect(Buffer.from(stored[0]?.raw ?? []).equals(Buffer.from(email.raw))).toBe(true);
    expect(stored[0]?.envelope).toEqual({ from: 'anna@shop.example', to: ['support@desk.example'] });
    expect(await parseEmail(stored[0]?.raw ?? new Uint8Array())).toMatchObject({
      messageId: email.messageId,
      from: { name: 'Änne', address: 'anna@shop.example' },
      text: '.\n..\nFrom me\n\n.end',
    });
  });

  it('arrives at an international address', async () => {
    const { listener, stored } = await startListener();
    await senderTo(listener).send(await outgoing('jörg@bücher.example'));
    expect(stored[0]?.envelope.to).toEqual(['jörg@xn--bcher-kva.example']);
  });

  it('arrives with eight bits, the null sender and several inboxes', async () => {
    const { listener, stored } = await startListener();
    const { talk } = await talkTo(listener.port);
    await talk.say('EHLO client.example');
    await talk.say('MAIL FROM:<> BODY=8BITMIME SMTPUTF8');
    await talk.say('RCPT TO:<Support@DESK.example>');
    await talk.say('RCPT TO:<sales@desk.example>');
    await talk.say('DATA');
    expect(await talk.say('Subject: Größe', '', '..dot', '.')).toMatch(/^250 /);
    expect(Buffer.from(stored[0]?.raw ?? []).toString()).toBe('Subject: Größe\r\n\r\n.dot\r\n');
    expect(stored[0]?.envelope).toEqual({ from: '', to: ['support@desk.example', 'sales@desk.example'] });
    expect(await talk.say('MAIL FROM:<b@x.example>')).toMatch(/^250 /);
    talk.hangUp();
  });

  it('arrives encrypted where the listener has a certificate, and not at all where it is the wrong one', async () => {
    const { listener, stored } = await startListener({ tls: CERTIFICATE });
    await senderTo(listener, CERTIFICATE.cert).send(await outgoing());
    await expect(senderTo(listener).send(await outgoing())).rejects.toMatchObject({
      code: 'tls_failed',
      temporary: true,
    });
    expect(stored).toHaveLength(1);
  });
});

describe('250 means that the mail is stored', () => {
  it('and comes after that, not before', async () => {
    const order: string[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { listener } = await startListener({
      store: async () => {
        order.push('storing');
        await released;
        order.push('stored');
      },
    });
    const sent = senderTo(listener)
      .send(await outgoing())
      .then(() => order.push('told'));
    await vi.waitFor(() => expect(order).toEqual(['storing']));
    release();
    await sent;
    expect(order).toEqual(['storing', 'stored', 'told']);
  });

  it('what could not be stored is asked for again, and arrives then', async () => {
    let broken = true;
    const stored: ReceivedEmail[] = [];
    const { listener, log } = await startListener({
      store: async (email) => {
        if (broken) throw new Error('disk full of anna@shop.example');
        stored.push(email);
      },
    });
    const sender = senderTo(listener);
    const email = await outgoing();
    await expect(sender.send(email)).rejects.toMatchObject({ code: 'try_later', temporary: true, status: 451 });
    expect(log).toEqual(['A mail could not be stored. Its sender was asked to try again.']);
    broken = false;
    await sender.send(email);
    expect(stored).toHaveLength(1);
  });

  it('a mail that breaks off is not stored, and the next one is', async () => {
    const { listener, stored } = await startListener();
    const talk = await readyForData(listener.port);
    talk.send('Subject: half\r\n\r\nhalf a text');
    talk.hangUp();
    await talk.closed();
    await senderTo(listener).send(await outgoing());
    expect(stored).toHaveLength(1);
    expect(Buffer.from(stored[0]?.raw ?? []).toString()).not.toContain('half');
  });
});

describe('nothing is relayed', () => {
  it('only inboxes are accepted', async () => {
    const { listener, stored } = await startListener();
    await expect(senderTo(listener).send(await outgoing('someone@else.example'))).rejects.toMatchObject({
      code: 'recipient_refused',
      temporary: false,
      status: 550,
    });
    expect(stored).toEqual([]);
  });

  it.each([
    'support@desk.example@evil.example',
    '"support@desk.example"@evil.example',
    '@desk.example:x@evil.example',
    'support%desk.example@evil.example',
  ])('nor is %s', async (address) => {
    const { listener } = await startListener();
    const { talk } = await talkTo(listener.port);
    await talk.say('EHLO client.example');
    await talk.say('MAIL FROM:<a@x.example>');
    expect(await talk.say(`RCPT TO:<${address}>`)).toMatch(/^5/);
    expect(await talk.say('DATA')).toMatch(/^503/);
    talk.hangUp();
  });

  it('of several recipients those that are inboxes get it, and the sender learns of the others', async () => {
    const { listener, stored } = await startListener();
    const email = await outgoing();
    const envelope = { ...email.envelope, to: ['support@desk.example', 'x@else.example'] };
    await expect(senderTo(listener).send({ ...email, envelope })).resolves.toEqual({ refused: ['x@else.example'] });
    expect(stored[0]?.envelope.to).toEqual(['support@desk.example']);
  });

  it('when an address could not be checked, the sender comes again', async () => {
    const { listener, log } = await startListener({ hasInbox: () => Promise.reject(new Error('no database')) });
    await expect(senderTo(listener).send(await outgoing())).rejects.toMatchObject({ code: 'try_later', status: 451 });
    expect(log).toHaveLength(1);
  });

  it('there is no login, and none of the commands that could change who the client is', async () => {
    const { listener } = await startListener();
    const { talk, greeting } = await talkTo(listener.port);
    expect(greeting).toBe('220 mx.desk.example ESMTP');
    const features = await talk.say('EHLO client.example');
    expect(features).toMatch(/SIZE \d+/);
    expect(features).toContain('8BITMIME');
    expect(features).not.toMatch(/AUTH|STARTTLS|XCLIENT/);
    for (const command of [
      'AUTH PLAIN AGEAYg==',
      'STARTTLS',
      'XCLIENT ADDR=127.0.0.1',
      'XFORWARD NAME=x',
      'WIZ x',
      'SHELL ls',
    ]) {
      expect(await talk.say(command)).toMatch(/^500 /);
    }
    talk.hangUp();
  });

  it('only the relay may connect where it is named', async () => {
    const asked: string[] = [];
    const { listener, stored } = await startListener({
      allowsClient: (address) => {
        asked.push(address);
        return false;
      },
    });
    const { talk, greeting } = await talkTo(listener.port);
    expect(greeting).toMatch(/^554 /);
    await talk.closed();
    await expect(senderTo(listener).send(await outgoing())).rejects.toMatchObject({
      code: 'server_refused',
      temporary: true,
    });
    expect(new Set(asked)).toEqual(new Set(['127.0.0.1']));
    expect(stored).toEqual([]);
  });
});

describe('limits', () => {
  it('a mail that is too large is refused before it is sent, or else while it comes', async () => {
    const { listener, stored } = await startListener({ maxBytes: 2_000 });
    const large = await outgoing('support@desk.example', 'x\n'.repeat(2_000));
    await expect(senderTo(listener).send(large)).rejects.toMatchObject({ code: 'mail_refused', temporary: false });
    const talk = await readyForData(listener.port);
    talk.send(`${'x'.repeat(990)}\r\n`.repeat(50));
    expect(await talk.say('.')).toMatch(/^552 /);
    expect(await talk.say('MAIL FROM:<a@x.example>')).toMatch(/^250 /);
    talk.hangUp();
    expect(stored).toEqual([]);
  });

  it('two mails of one client at most are held at a time, and its others wait their turn', async () => {
    let held = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const { listener } = await startListener({
      store: async () => {
        most = Math.max(most, ++held);
        await new Promise<void>((resolve) => releases.push(resolve));
        held--;
      },
    });
    const sender = senderTo(listener);
    const sent = Promise.all(Array.from({ length: 9 }, async () => sender.send(await outgoing())));
    for (let stored = 0; stored < 9; stored++) {
      await vi.waitFor(() => expect(releases.length).toBeGreaterThan(stored));
      releases[stored]?.();
    }
    await sent;
    expect(most).toBe(2);
  });

  it('a mail that comes too slowly is broken off, and holds up no other', async () => {
    const { listener, stored } = await startListener({ mailTimeoutMs: 300 });
    const slow = await Promise.all([readyForData(listener.port), readyForData(listener.port)]);
    for (const talk of slow) talk.send('Subject: slow\r\n');
    const sent = senderTo(listener).send(await outgoing());
    for (const talk of slow) {
      expect(await talk.heard()).toMatch(/^421 /);
      await talk.closed();
    }
    await expect(sent).resolves.toEqual({ refused: [] });
    expect(stored).toHaveLength(1);
  });

  it('twenty connections of one client at most', async () => {
    const { listener } = await startListener();
    const talks = await Promise.all(Array.from({ length: 20 }, () => talkTo(listener.port)));
    expect(talks.every(({ greeting }) => greeting.startsWith('220 '))).toBe(true);
    const { talk, greeting } = await talkTo(listener.port);
    expect(greeting).toMatch(/^421 /);
    await talk.closed();
    for (const one of talks) one.talk.hangUp();
    await Promise.all(talks.map((one) => one.talk.closed()));
    await vi.waitFor(async () => expect((await talkTo(listener.port)).greeting).toMatch(/^220 /));
  });

  it('a hundred recipients at most', async () => {
    const { listener } = await startListener({ hasInbox: async () => true });
    const { talk } = await talkTo(listener.port);
    await talk.say('EHLO client.example');
    await talk.say('MAIL FROM:<a@x.example>');
    for (let at = 0; at < 100; at++) await talk.say(`RCPT TO:<u${at}@desk.example>`);
    expect(await talk.say('RCPT TO:<u100@desk.example>')).toMatch(/^452 /);
    talk.hangUp();
  });

  it('a client that stays silent is sent away', async () => {
    const { listener } = await startListener({ silenceTimeoutMs: 400 });
    const { talk } = await talkTo(listener.port);
    expect(await talk.heard()).toMatch(/^421 /);
    await talk.closed();
  });
});

describe('closing', () => {
  it('lets a mail under way end, sends idle clients away, and takes no new one', async () => {
    const order: string[] = [];
    let release = () => {};
    const { listener } = await startListener({
      store: async () => {
        order.push('storing');
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        order.push('stored');
      },
    });
    const { talk: idle } = await talkTo(listener.port);
    const busy = await readyForData(listener.port);
    busy.send('Subject: x\r\n\r\ntext\r\n.\r\n');
    const told = busy.heard();
    await vi.waitFor(() => expect(order).toEqual(['storing']));
    const closed = listener.close().then(() => order.push('closed'));
    release();
    expect(await told).toMatch(/^250 /);
    expect(await idle.heard()).toMatch(/^421 /);
    await closed;
    expect(order).toEqual(['storing', 'stored', 'closed']);
    await expect(senderTo(listener).send(await outgoing())).rejects.toMatchObject({ code: 'server_unreachable' });
  });
});

describe('a listener that can not start says why', () => {
  it('when its port is taken', async () => {
    const { listener } = await startListener();
    await expect(startListener({ port: listener.port })).rejects.toMatchObject({
      name: 'EmailError',
      code: 'listener_unusable',
    });
  });

  it('when its certificate is none', async () => {
    const tls = { key: 'nothing', cert: mail('nothing').toString() };
    await expect(startListener({ tls })).rejects.toMatchObject({ name: 'EmailError', code: 'listener_unusable' });
  });
});
