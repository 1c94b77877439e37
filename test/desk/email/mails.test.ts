import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { type IncomingEmail, parseEmail, SPAM_HEADER_NAMES, spamVerdict } from '../../../desk/src/email/index.js';
import { OURS, storedMail } from './mail.js';

/** What a mail of `mails/` is read as; what is not named is not looked at. */
type Expected = Partial<Omit<IncomingEmail, 'attachments' | 'faults' | 'headers'>> & {
  attachments?: string[];
  faults?: string[];
};

const SHOP_QUESTION = '\n> Hello Anna,\n>\n> which order do you mean?';

const MAILS: Record<string, Expected> = {
  'gmail-reply': {
    from: { name: 'Anna Berg', address: 'anna.berg@gmail.example' },
    subject: 'Re: Where is my order?',
    inReplyTo: [OURS],
    references: ['<CAF1first@mail.gmail.example>', OURS],
    sentAt: new Date('2025-11-20T11:40:00Z'),
    text: 'Thanks! The order number is A-1042.\n\nSee https://shop.example/orders/A-1042',
    quoted: `On Thu, Nov 20, 2025 at 12:35\u202fPM Shop Support <support@desk.example> wrote:\n${SHOP_QUESTION}`,
    origin: 'person',
    mayAutoAnswer: true,
  },
  'gmail-reply-french': {
    from: { name: 'Zoé Lefèvre', address: 'zoe@gmail.example' },
    subject: 'Re: Votre abonnement – résiliation',
    text: 'Bonjour, mon numéro client est C-77.',
    quoted: expect.stringMatching(/^Le jeu\. 20 nov\. 2025[^>]+> a écrit :\n\n> Bonjour Zoé,\n/) as string,
  },
  'outlook-reply-german': {
    from: { name: 'Krause, Jens', address: 'jens.krause@firma.example' },
    text: 'Hallo,\n\ndie Rechnung gehört zu Kundennummer: K-4711.\nGrüße\nJens',
    quoted: expect.stringMatching(
      /^Von: Shop Support .*\nGesendet: (?:.*\n)+\nWelche Kundennummer haben Sie\?$/,
    ) as string,
  },
  'outlook-web-reply': {
    references: ['<root@corp.example>', OURS],
    text: 'It works again, thank you.\n\nDana',
    quoted: expect.stringMatching(/^From: Support (?:.*\n)+\nPlease try again now\.$/) as string,
  },
  'apple-mail-reply': {
    text: 'Account ID: acct_9Z8Y',
    quoted: '> On 20 Nov 2025, at 12:35, Support <support@desk.example> wrote:\n>\n> Which account?',
  },
  'thunderbird-reply-german': {
    from: { name: 'Jürgen Müller', address: 'juergen@mailbox.example' },
    text: 'Danke, das neue Passwort funktioniert. Diese Zeile ist lang und wird von Thunderbird umbrochen.',
    quoted: 'Am 20.11.25 um 12:35 schrieb Support:\n> Hallo Jürgen,\n>\n> bitte setzen Sie Ihr Passwort neu.',
    signature: '--\nJürgen Müller\nKundennummer 55',
  },
  iphone: { text: 'Mein Paket ist nicht da 😢', signature: 'Von meinem iPhone gesendet' },
  'yahoo-reply-spanish': {
    from: { name: 'Lucía Pérez', address: 'lucia@yahoo.example' },
    text: 'Sí, por favor.',
    quoted: expect.stringMatching(/^> El jueves, .* escribió:\n>\n> ¿Quiere el reembolso\?$/) as string,
  },
  'gmx-reply': {
    subject: 'Aw: Vertrag',
    text: 'Ja, bitte kündigen.',
    quoted: expect.stringMatching(/^> Gesendet: Donnerstag(?:.*\n)+> Wollen Sie kündigen\?$/) as string,
  },
  'inline-answers': {
    text: 'On Thu, 20 Nov 2025, Support wrote:\n> Which version?\n\n3.2.1\n\n> Which system?\n\nDebian 12',
    quoted: '',
  },
  'bottom-posted': {
    text: 'It is 3.2.1, as I said.',
    quoted: 'Quoting Support (support@desk.example):\n> Which version do you use?\n> We support 3.x.',
  },
  forwarded: {
    text: expect.stringMatching(
      /^Is this yours\?\n\n-+ Forwarded(?:.*\n)+Receipt R-2001 for account acct_55$/,
    ) as string,
    quoted: '',
  },
  'out-of-office': { origin: 'auto_reply', mayAutoAnswer: false, text: 'I am away until Monday.' },
  vacation: { origin: 'auto_reply', mayAutoAnswer: false, text: 'Bin zurück am Montag.' },
  'bounce-postfix': {
    origin: 'bounce',
    mayAutoAnswer: false,
    report: { outcome: 'failed', status: '5.1.1', recipients: ['nobody@remote.example'], originalMessageId: OURS },
    attachments: ['attachment-1.txt message/delivery-status', 'attachment-2.eml message/rfc822'],
  },
  'bounce-delayed': {
    origin: 'bounce',
    report: { outcome: 'delayed', status: '4.4.1', recipients: ['slow@remote.example'], originalMessageId: OURS },
  },
  'bounce-exim': {
    origin: 'bounce',
    report: { outcome: 'failed', status: null, recipients: ['nobody@remote.example'], originalMessageId: OURS },
  },
  'read-receipt': { origin: 'auto_reply', mayAutoAnswer: false, report: null },
  'mailing-list': {
    origin: 'bulk',
    mayAutoAnswer: false,
    replyTo: [{ name: 'Kim Lindt', address: 'kim@uni.example' }],
    text: expect.stringMatching(/^Which release is stable\?\n/) as string,
  },
  newsletter: {
    origin: 'bulk',
    text: [
      'Half price',
      '',
      'Shoes on sale (https://shoes.example/sale?x=1&y=2), click, data, https://bank.example (https://evil.example/login).',
      '',
      '[A red shoe]',
    ].join('\n'),
  },
  'spam-ses': { origin: 'person', text: 'Send us your bank details.' },
  spamassassin: { subject: '*****SPAM***** Cheap' },
  attachments: {
    text: 'See [the screenshot]',
    attachments: [
      'shot.png image/png inline cid:shot@1',
      'Rechnung N° 12 für Anna.pdf application/pdf',
      'evil.txt text/plain',
      'photognp.exe application/x-msdownload',
      'attachment-5.bin application/octet-stream',
      '_CON.jpg image/jpeg',
    ],
  },
  'iso-2022-jp': {
    from: { name: '田中', address: 'tanaka@jp.example' },
    subject: '注文について',
    text: 'こんにちは。注文番号は A-1042 です。',
  },
  'windows-1252': {
    from: { name: 'Björn', address: 'bjorn@sk.example' },
    subject: 'Größe – “42” für 10 €',
    text: 'Die Größe „42“ kostet 10 €.',
  },
  'base64-utf8': {
    from: { name: 'Иван Петров', address: 'ivan@ru.example' },
    subject: 'Не пришёл заказ №7 🚚',
    text: 'Где мой заказ?',
  },
  'contact-form': {
    replyTo: [{ name: 'Nora Quist', address: 'nora@kunde.example' }],
    mayAutoAnswer: true,
    text: [
      'New message\n',
      'Name Nora Quist\nAccount ID: acct_31337\nPlan Pro\n',
      '- first\n- second\n\n1. inner\n',
      'line 1\n  line 2',
    ].join('\n'),
  },
  winmail: {
    text: 'The numbers are attached.',
    attachments: ['winmail.dat application/ms-tnef'],
    faults: ['winmail'],
  },
  'nested-multiparts': {
    to: [
      { name: 'Team', address: 'support@desk.example' },
      { name: 'Other, One', address: 'one@other.example' },
    ],
    cc: [
      { name: '', address: 'two@other.example' },
      { name: '', address: 'three@other.example' },
    ],
    text: 'Rich half.',
    attachments: [
      'attachment-1.png image/png inline cid:logo',
      'attachment-2.eml message/rfc822',
      'smime.p7s application/pkcs7-signature',
    ],
  },
  smtputf8: {
    messageId: '<utf8@bücher.example>',
    from: { name: 'Jörg Müß', address: 'jörg@bücher.example' },
    subject: 'Bücher für 10 €',
    text: 'Schöne Grüße',
  },
  'calendar-invite': { text: 'Can we talk?', attachments: ['attachment-1.ics text/calendar'] },
  bare: {
    messageId: null,
    subject: '',
    sentAt: null,
    from: { name: '', address: 'x@y.example' },
    to: [],
    text: 'No subject, no id, no date.',
  },
};

const FOLDER = fileURLToPath(new URL('mails/', import.meta.url));
const described = ({ attachments }: IncomingEmail) =>
  attachments.map(({ name, type, inline, contentId }) =>
    [name, type, ...(inline ? ['inline'] : []), ...(contentId ? [`cid:${contentId}`] : [])].join(' '),
  );

describe('mails as programs write them', () => {
  it.each(Object.entries(MAILS))('%s', async (name, { attachments, faults = [], ...expected }) => {
    const email = await parseEmail(storedMail(name));
    expect(email).toMatchObject(expected);
    if (attachments) expect(described(email)).toEqual(attachments);
    expect(email.faults.map(({ code }) => code)).toEqual(faults);
  });

  test('each file has its row', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(
      Object.keys(MAILS)
        .map((name) => `${name}.eml`)
        .sort(),
    );
  });

  it.each(Object.keys(MAILS))('%s reads the same with bare line feeds', async (name) => {
    // A delivery report's bytes are kept as they came.
    const { attachments: one, ...crlf } = await parseEmail(storedMail(name));
    const { attachments: other, ...lf } = await parseEmail(readFileSync(`${FOLDER}${name}.eml`));
    expect(lf).toEqual(crlf);
    expect(other.map((file) => file.name)).toEqual(one.map((file) => file.name));
  });
});

describe('the bytes of attachments', () => {
  it('come decoded and whole', async () => {
    const { attachments } = await parseEmail(storedMail('attachments'));
    expect(
      Buffer.from(attachments[0]?.bytes ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(Buffer.from(attachments[1]?.bytes ?? []).toString()).toBe('%PDF-1.4 not really');
  });
});

describe('a verdict of spam', () => {
  it('counts in a header that the receiver is known to write, and in no other', async () => {
    const { headers } = await parseEmail(storedMail('spamassassin'));
    expect(spamVerdict(headers, ['x-spam-status'])).toBe('x-spam-status');
    expect(spamVerdict(headers, ['x-ses-spam-verdict'])).toBeNull();
    expect(spamVerdict(headers, [])).toBeNull();
  });

  it('is not undone by a header of the same name that the sender wrote', async () => {
    const { headers } = await parseEmail(storedMail('spam-ses'));
    expect(headers.filter(({ name }) => name === 'x-ses-spam-verdict')).toHaveLength(2);
    expect(spamVerdict(headers, ['x-ses-spam-verdict'])).toBe('x-ses-spam-verdict');
  });

  it.each([
    ['x-spam-flag', 'YES', 'NO'],
    ['x-spam-status', 'Yes, score=9', 'No, score=-1 tests=yes'],
    ['x-spam', 'Yes', 'No'],
    ['x-ses-spam-verdict', 'FAIL', 'PROCESSING_FAILED'],
    ['x-ses-virus-verdict', 'fail', 'PASS'],
    ['x-mailgun-sflag', 'Yes', 'No'],
    ['x-ms-exchange-organization-scl', '5', '-1'],
    ['x-forefront-antispam-report', 'CIP:192.0.2.1;SFV:SPM;SCL:5', 'CIP:192.0.2.1;SFV:NSPM;SCL:1'],
  ] as const)('%s: %s is spam, %s is not', (name, spam, ham) => {
    expect(spamVerdict([{ name, value: spam }], SPAM_HEADER_NAMES)).toBe(name);
    expect(spamVerdict([{ name, value: ham }], SPAM_HEADER_NAMES)).toBeNull();
  });
});
