import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IncomingEmail, parseEmail, senderTrust, spamVerdict, threadKey } from '../../../desk/src/email/index.js';
import { mail, storedMail } from './mail.js';

const HEAD = ['From: Eve <eve@evil.example>', 'Subject: Hostile', 'Message-ID: <h@evil.example>'];
const ascii = (text: string) => new TextEncoder().encode(text);

const codes = ({ faults }: IncomingEmail) => faults.map(({ code }) => code);

/** A line, over and over. */
const many = (count: number, line: string) => Array<string>(count).fill(line).join('\r\n');

/** Parts of nothing, one after another. */
const parts = (count: number) =>
  mail(...HEAD, 'Content-Type: multipart/mixed; boundary=b', '', many(count, '--b\r\n\r\nx'), '--b--');

/** Multiparts, each in the one before. */
const nested = (depth: number) =>
  mail(
    ...HEAD,
    'Content-Type: multipart/mixed; boundary=b0',
    '',
    ...Array.from({ length: depth }, (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n`),
    `--b${depth}`,
    '',
    'deep',
  );

describe('a hostile mail ends within its limits, with a named fault, and its headers are read', () => {
  it.each<[string, Uint8Array, string[]]>([
    ['10,000 parts', parts(10_000), ['too_many_parts']],
    ['a million empty lines', mail(...HEAD, '', '\n'.repeat(1_000_000)), ['too_many_lines']],
    ['900,000 empty lines', mail(...HEAD, '', '\n'.repeat(900_000), 'text'), ['text_cut']],
    [
      '1,900 parts, most not kept',
      mail(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        many(1_900, '--b\r\nContent-Type: a/b\r\n\r\nx'),
        '--b--',
      ),
      ['attachments_dropped'],
    ],
    ['60 levels', nested(60), ['too_deep']],
    ['4,900 levels', nested(4_900), ['too_deep']],
    ['one header of 600 KB', mail(...HEAD, `X: ${'x'.repeat(600_000)}`, '', 'text'), ['headers_too_large']],
    ['a header of 600,000 lines', mail(...HEAD, `X:${'\r\n '.repeat(600_000)}`, '', 'text'), ['headers_too_large']],
    ['200,000 headers', mail(...HEAD, many(200_000, 'a:'), '', 'text'), ['headers_too_large']],
    ['headers without an end', mail(...HEAD, many(60_000, 'Received: from x')), ['headers_too_large']],
    [
      'a part with 600 KB of headers',
      mail(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        `X: ${'x'.repeat(600_000)}`,
        '',
        'text',
        '--b--',
      ),
      ['headers_too_large'],
    ],
    ['HTML of 100,000 levels', mail(...HEAD, 'Content-Type: text/html', '', `a${'<b>'.repeat(100_000)}`), ['html_cut']],
    ['a text of 5 MB', mail(...HEAD, '', 'word '.repeat(1_000_000)), ['text_cut']],
  ])('%s', async (_what, raw, faults) => {
    const before = Buffer.from(raw);
    const email = await parseEmail(raw);
    expect(codes(email)).toEqual(faults);
    expect(email).toMatchObject({
      from: { address: 'eve@evil.example' },
      subject: 'Hostile',
      messageId: '<h@evil.example>',
    });
    expect(email.attachments.length).toBeLessThanOrEqual(100);
    expect(email.text.length + email.quoted.length).toBeLessThanOrEqual(200_000);
    expect(before.equals(Buffer.from(raw))).toBe(true);
  });

  it.each<[string, Uint8Array]>([
    [
      'a boundary inside itself',
      mail(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'text',
        '--b--',
        '--b--',
      ),
    ],
    [
      'boundaries that begin alike',
      mail(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=bb',
        '',
        '--bb',
        '',
        'text',
        '--bb--',
        '--b--',
      ),
    ],
    ['a multipart without a boundary', mail(...HEAD, 'Content-Type: multipart/mixed', '', '--', 'text', '--')],
    ['an empty boundary', mail(...HEAD, 'Content-Type: multipart/mixed; boundary=""', '', '--', 'text', '----')],
    ['no end', mail(...HEAD, 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'text')],
    [
      'a mail in a mail in a mail',
      mail(
        ...HEAD,
        'Content-Type: multipart/digest; boundary=b',
        '',
        ...Array.from({ length: 40 }, () => ['--b', '', 'Content-Type: multipart/digest; boundary=b', '']).flat(),
        '--b--',
      ),
    ],
    [
      'an encoded mail of a million parts',
      mail(
        ...HEAD,
        'Content-Type: message/rfc822',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\n'.repeat(1_000_000)}`).toString('base64'),
      ),
    ],
    [
      'an unknown charset and encoding',
      mail(...HEAD, 'Content-Type: text/plain; charset=x-nobody', 'Content-Transfer-Encoding: x-nothing', '', 'text'),
    ],
    ['a charset that eats markup', mail(...HEAD, 'Content-Type: text/html; charset=utf-7', '', '+ADw-script+AD4-x')],
    [
      'a name in 5,000 pieces',
      mail(
        ...HEAD,
        `Content-Type: application/x; ${Array.from({ length: 5_000 }, (_, at) => `name*${at}=x`).join('; ')}`,
        '',
        'x',
      ),
    ],
    [
      'a subject of 10,000 encoded words',
      mail(
        ...HEAD.slice(0, 1),
        'Subject: Hostile',
        `X: ${'=?utf-8?B?eA==?= '.repeat(10_000)}`,
        'Message-ID: <h@evil.example>',
        '',
        'text',
      ),
    ],
    [
      '50,000 recipients',
      mail(...HEAD, `To: ${Array.from({ length: 20_000 }, (_, at) => `u${at}@x.example`).join(', ')}`, '', 'text'),
    ],
    [
      'brackets, quotes and comments without ends',
      mail(
        ...HEAD,
        `To: ${'<"('.repeat(50_000)}`,
        `Cc: ${'('.repeat(50_000)}`,
        `Reply-To: ${'a:'.repeat(50_000)}`,
        '',
        'text',
      ),
    ],
    [
      '100,000 references',
      mail(...HEAD, `References: ${'<a@b> '.repeat(50_000)}`, `In-Reply-To: ${'<'.repeat(100_000)}`, '', 'text'),
    ],
    [
      'halves of links beside a plain text',
      mail(
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/html',
        '',
        '<a href="'.repeat(40_000),
        '--b--',
      ),
    ],
    [
      'a line of 30 MB',
      mail(...HEAD, 'Content-Type: application/x', 'Content-Transfer-Encoding: base64', '', 'A'.repeat(30_000_000)),
    ],
    [
      'controls and halves of characters',
      mail(...HEAD, 'Content-Type: text/html', '', 'a\u0000\u0008\u001b[31m&#0;&#xD800;&#x110000;\u0085b'),
    ],
  ])('%s', async (_what, raw) => {
    const email = await parseEmail(raw);
    expect(email).toMatchObject({
      from: { address: 'eve@evil.example' },
      subject: 'Hostile',
      messageId: '<h@evil.example>',
    });
    storable(email);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['line ends alone', ascii('\r\n\r\n\n')],
    ['zeros', new Uint8Array(10_000)],
    ['no header', ascii('just text\r\nmore')],
    ['a colon', ascii(':')],
  ])('%s is a mail too', async (_what, raw) => {
    storable(await parseEmail(raw));
  });

  it.each(['https://', '> ', '-', 'On x\n', 'From: x\n', '"', '\u0085', ': ', 'Sent from '])(
    '%j over and over',
    async (piece) => {
      storable(await parseEmail(ascii(`${HEAD.join('\n')}\n\n${piece.repeat(100_000)}`)));
    },
  );
});

/** PostgreSQL takes no NUL and no half of a surrogate pair; a page takes no control characters. */
function storable(email: IncomingEmail): void {
  const { text, quoted, signature, subject, attachments, from, to, cc, replyTo } = email;
  const names = [...(from ? [from] : []), ...to, ...cc, ...replyTo].flatMap(({ name, address }) => [name, address]);
  for (const value of [text, quoted, signature, subject, ...names, ...attachments.map(({ name }) => name)]) {
    expect(value.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  }
}

describe('whatever bytes come', () => {
  const options = { trustedReceivers: ['mx.desk.example'], isGuarded: true };
  const names = readdirSync(fileURLToPath(new URL('mails/', import.meta.url))).map((file) =>
    file.replace(/\.eml$/, ''),
  );

  async function survives(raw: Uint8Array): Promise<void> {
    const email = await parseEmail(raw);
    storable(email);
    senderTrust(email, options);
    threadKey(email, ['desk.example']);
    spamVerdict(email.headers, ['x-spam-status']);
  }

  it('a mail can be read', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), survives), { numRuns: 300 });
  });

  it('a damaged real mail can be read', async () => {
    const damage = fc.record({
      name: fc.constantFrom(...names),
      start: fc.nat(),
      length: fc.nat({ max: 200 }),
      put: fc.uint8Array({ maxLength: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, start, length, put }) => {
        const raw = storedMail(name);
        const at = start % raw.length;
        await survives(Buffer.concat([raw.subarray(0, at), put, raw.subarray(at + length)]));
      }),
      { numRuns: 500 },
    );
  });
});
