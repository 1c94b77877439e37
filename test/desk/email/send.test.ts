import { afterEach, describe, expect, it } from 'vitest';
import { createSender, type OutgoingEmail, SendError, type SenderOptions } from '../../../desk/src/email/index.js';
import { SEND_TIMEOUT_MS } from '../../../desk/src/email/send.js';
import { readSmtpUrl } from '../../../desk/src/email/smtp-url.js';
import { JOBS } from '../../../desk/src/jobs/table.js';
import { mail } from './mail.js';
import { scriptedServer } from './smtp-talk.js';

const EMAIL: OutgoingEmail = {
  messageId: '<x@desk.example>',
  envelope: { from: 'support@desk.example', to: ['anna@shop.example'] },
  raw: mail('From: support@desk.example', 'To: anna@shop.example', '', 'text'),
};

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function failure(script: Record<string, string>, options: SenderOptions = {}, login = ''): Promise<SendError> {
  const server = await scriptedServer(script);
  servers.push(server);
  const sender = createSender(server.url.replace('://', `://${login}`), { connectTimeoutMs: 5_000, ...options });
  const error = await sender.send(EMAIL).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}

describe('a mail that is not sent says why, and whether to try again', () => {
  it.each<[string, Record<string, string>, string, boolean, number | null]>([
    ['busy greeting', { greeting: '421 busy' }, 'try_later', true, 421],
    ['greeting that refuses', { greeting: '554 no' }, 'server_refused', true, 554],
    ['sender later', { MAIL: '451 greylisted' }, 'try_later', true, 451],
    ['sender never', { MAIL: '550 5.7.1 support@desk.example not allowed' }, 'sender_refused', false, 550],
    ['login needed', { MAIL: '530 5.7.0 authentication required' }, 'login_refused', true, 530],
    ['recipient later', { RCPT: '452 anna@shop.example full' }, 'try_later', true, 452],
    ['recipient never', { RCPT: '550 anna@shop.example unknown' }, 'recipient_refused', false, 550],
    ['no data', { DATA: '554 no valid recipients' }, 'mail_refused', false, 554],
    ['mail later', { end: '450 try again' }, 'try_later', true, 450],
    ['mail never', { end: '554 5.7.1 looks like spam' }, 'mail_refused', false, 554],
    ['no greeting', { greeting: 'silence' }, 'server_timeout', true, null],
    ['no answer', { end: 'silence' }, 'outcome_unknown', false, null],
    ['no connection', { greeting: 'hang up' }, 'server_unreachable', true, null],
    ['no end', { end: 'hang up' }, 'outcome_unknown', false, null],
    ['no data', { DATA: 'hang up' }, 'server_unreachable', true, null],
    ['an unreadable answer', { MAIL: 'what?' }, 'try_later', true, null],
  ])('%s', async (_what, script, code, temporary, status) => {
    const patience = Object.values(script).includes('silence') ? { connectTimeoutMs: 100, silenceTimeoutMs: 500 } : {};
    const error = await failure(script, patience);
    expect({ code: error.code, temporary: error.temporary, status: error.status }).toEqual({ code, temporary, status });
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/anna@|support@/);
  });

  it('a wrong password, which the error does not tell', async () => {
    const script = { EHLO: '250-test\r\n250 AUTH PLAIN LOGIN', AUTH: '535 5.7.8 no s3cret for anna' };
    const error = await failure(script, {}, 'anna:s3cret@');
    expect(error).toMatchObject({ code: 'login_refused', temporary: true, status: 535 });
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/s3cret|anna/);
  });

  it.each([
    ['before the mail', { MAIL: 'silence' }, 'server_timeout'],
    ['after its last byte', { end: 'silence' }, 'outcome_unknown'],
  ])('a server that takes too long in all, %s', async (_when, script, code) => {
    expect(await failure(script, { totalTimeoutMs: 300 })).toMatchObject({ code });
  });

  it('an attempt ends well before its job counts as lost', () => {
    expect(SEND_TIMEOUT_MS).toBeLessThan((JOBS.email_out.expireS - 60) * 1_000);
  });

  it('nobody there', async () => {
    const server = await scriptedServer({});
    server.close();
    const error = await createSender(server.url)
      .send(EMAIL)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'server_unreachable', temporary: true });
  });

  it('a caller that gives up gets its own reason', async () => {
    const server = await scriptedServer({ end: 'silence' });
    servers.push(server);
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(createSender(server.url).send(EMAIL, { signal })).rejects.toThrow('stop');
  });
});

describe('SMTP_URL', () => {
  it.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, requireTLS: false, auth: null }],
    ['smtps://mail.example', { host: 'mail.example', port: 465, secure: true, requireTLS: false, auth: null }],
    ['smtp://mail.example:25/', { host: 'mail.example', port: 25, secure: false, requireTLS: false, auth: null }],
    [
      'smtp://a%40b:p%3A%20w@mail.example',
      { host: 'mail.example', port: 587, secure: false, requireTLS: true, auth: { user: 'a@b', pass: 'p: w' } },
    ],
    [
      'smtp://u:p@127.0.0.1:1025',
      { host: '127.0.0.1', port: 1025, secure: false, requireTLS: false, auth: { user: 'u', pass: 'p' } },
    ],
    [
      'smtp://u:p@[::1]:1025',
      { host: '::1', port: 1025, secure: false, requireTLS: false, auth: { user: 'u', pass: 'p' } },
    ],
    [
      'smtp://u:p@localhost.evil.example',
      { host: 'localhost.evil.example', port: 587, secure: false, requireTLS: true, auth: { user: 'u', pass: 'p' } },
    ],
  ])('%s', (url, expected) => {
    expect(readSmtpUrl(url)).toEqual(expected);
  });

  it.each([
    '',
    'mail.example:25',
    'http://mail.example',
    'smtp://',
    'smtp://u:s3cret@',
    'smtp://u@mail.example',
    'smtp://:s3cret@mail.example',
    'smtp://mail.example?s3cret=1',
    'smtp://mail.example/s3cret',
    'smtp://mail.example#s3cret',
    'smtp://u:s3cret%@mail.example',
  ])('%s is refused, and not repeated', (url) => {
    const refused = (() => {
      try {
        return readSmtpUrl(url);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toMatchObject({ name: 'EmailError', code: 'smtp_url_invalid' });
    expect(String(refused)).not.toContain('s3cret');
  });
});
