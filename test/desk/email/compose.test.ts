import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  answerSubject,
  bareSubject,
  canonicalAddress,
  composeAnswer,
  newMessageId,
  parseEmail,
  threadKey,
} from '../../../desk/src/email/index.js';
import { plainLine, plainText } from '../../../desk/src/email/plain.js';
import { tidyText } from '../../../desk/src/email/text-lines.js';
import { anyText, storedMail } from './mail.js';

const MESSAGE_ID = newMessageId('desk.example');

const answer = (changes: Partial<Answer> = {}): Answer => ({
  messageId: MESSAGE_ID,
  from: { name: 'Shop Support', address: 'support@desk.example' },
  to: { name: 'Anna Berg', address: 'anna@shop.example' },
  subject: 'Where is my order?',
  text: 'Hello Anna,\n\nit is on its way.',
  answers: null,
  history: null,
  automatic: false,
  at: new Date('2025-11-20T12:00:00Z'),
  ...changes,
});

const parsed = async (changes: Partial<Answer> = {}) => parseEmail((await composeAnswer(answer(changes))).raw);

/** Every header that an answer may have. */
const HEADERS = [
  'from',
  'to',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'date',
  'mime-version',
  'content-type',
  'auto-submitted',
  'x-auto-response-suppress',
];

describe('an answer', () => {
  it('reads as what was written', async () => {
    expect(await parsed()).toMatchObject({
      messageId: MESSAGE_ID,
      inReplyTo: [],
      references: [],
      from: { name: 'Shop Support', address: 'support@desk.example' },
      to: [{ name: 'Anna Berg', address: 'anna@shop.example' }],
      subject: 'Where is my order?',
      sentAt: new Date('2025-11-20T12:00:00Z'),
      text: 'Hello Anna,\n\nit is on its way.',
      quoted: '',
      origin: 'person',
      mayAutoAnswer: true,
    });
  });

  it('stands in the thread of the mail that it answers', async () => {
    const question = await parseEmail(storedMail('gmail-reply'));
    const email = await parsed({ answers: question, subject: question.subject });
    expect(email.subject).toBe('Re: Where is my order?');
    expect(email.inReplyTo).toEqual([question.messageId]);
    expect(email.references).toEqual([...question.references, question.messageId]);
    expect(threadKey(email, ['desk.example']).isOwnMail).toBe(true);
  });

  it('keeps the first and the latest of a long thread', async () => {
    const references = Array.from({ length: 20 }, (_, index) => `<${index}@x.example>`);
    const email = await parsed({ answers: { messageId: '<last@x.example>', references, inReplyTo: [] } });
    expect(email.references).toEqual(['<0@x.example>', ...references.slice(2), '<last@x.example>']);
  });

  it('to a mail without references counts what that one answered', async () => {
    const email = await parsed({ answers: { messageId: '<b@x>', references: [], inReplyTo: ['<a@x>'] } });
    expect(email.references).toEqual(['<a@x>', '<b@x>']);
  });

  it('repeats the question below itself', async () => {
    const history = { introduction: 'On 20 November, Anna wrote:', text: 'Where is\n\n> it\n\nnow?' };
    const raw = Buffer.from((await composeAnswer(answer({ history }))).raw).toString();
    expect(raw).toContain('\r\n\r\nOn 20 November, Anna wrote:\r\n> Where is\r\n>\r\n>> it\r\n>\r\n> now?\r\n');
    expect(await parsed({ history })).toMatchObject({
      text: 'Hello Anna,\n\nit is on its way.',
      quoted: 'On 20 November, Anna wrote:\n\n> Where is\n>\n> > it\n>\n> now?',
    });
  });

  it('says so when no person wrote it, and is then answered by no program', async () => {
    expect(await parsed({ automatic: true })).toMatchObject({ origin: 'auto_reply', mayAutoAnswer: false });
    expect((await parsed()).headers.some(({ name }) => name === 'auto-submitted')).toBe(false);
  });

  it('has both halves, and the bytes of neither are more than seven bits', async () => {
    const { raw } = await composeAnswer(
      answer({ text: 'Grüße 😀', from: { name: 'Größe', address: 'a@bücher.example' } }),
    );
    const text = Buffer.from(raw).toString('latin1');
    expect(text).toMatch(/multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html/);
    expect([...raw].every((byte) => byte < 0x80)).toBe(true);
    expect(text.split('\r\n').every((line) => line.length <= 998 && !/[\r\n]/.test(line))).toBe(true);
  });
});

describe('an address that is not exactly one is refused', () => {
  it.each(['', 'a@b, c@d', 'a@b\r\nBcc: c@d', '<a@b>', 'a b@c', 'a@b>', 'undisclosed-recipients:;'])(
    '%j',
    async (address) => {
      const refused = expect.objectContaining({ code: 'address_invalid' });
      await expect(composeAnswer(answer({ to: { name: '', address } }))).rejects.toThrow(refused);
      await expect(composeAnswer(answer({ from: { name: '', address } }))).rejects.toThrow(refused);
    },
  );

  it('and not told in the error', async () => {
    const error = await composeAnswer(answer({ to: { name: '', address: 'secret person@x' } })).catch(
      (caught) => caught,
    );
    expect(String(error)).not.toContain('secret');
  });
});

describe('whatever is written', () => {
  const messageId = fc.oneof(
    fc.constant('<a@b.example>'),
    anyText(30).map((text) => `<${text}@x>`),
    anyText(30),
  );
  const answers = fc.record({
    messageId,
    references: fc.array(messageId, { maxLength: 30 }),
    inReplyTo: fc.array(messageId, { maxLength: 3 }),
  });
  const mailbox = (address: string) => anyText(60).map((name) => ({ name, address }));

  it('adds no header and no recipient, and comes back as it was', async () => {
    const anyAnswer = fc.record({
      from: mailbox('support@desk.example'),
      to: mailbox('anna@shop.example'),
      subject: anyText(120),
      text: anyText(300),
      answers: fc.option(answers),
      automatic: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (changes) => {
        const { raw, envelope } = await composeAnswer(answer(changes));
        const email = await parseEmail(raw);
        expect(envelope).toEqual({ from: 'support@desk.example', to: ['anna@shop.example'] });
        const names = email.headers.map(({ name }) => name);
        expect(names.filter((name) => !HEADERS.includes(name))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        expect([email.to.length, email.cc.length, email.attachments.length, email.faults.length]).toEqual([1, 0, 0, 0]);
        expect(email.from).toEqual({ name: plainLine(changes.from.name, 100), address: 'support@desk.example' });
        expect(email.subject).toBe(changes.answers ? answerSubject(changes.subject) : plainLine(changes.subject, 998));
      }),
      { numRuns: 300 },
    );
  });

  it('has its text whole in both halves', async () => {
    const words = fc.constantFrom(
      'a',
      'Grüße',
      'https://x.example/?a=1&b=2',
      '<b>',
      '&amp;',
      '=3D',
      '.',
      'From x',
      '日本',
      '\t',
      '  ',
    );
    const text = fc
      .array(fc.oneof(words, fc.constant('\n'), fc.constant(' ')), { minLength: 1, maxLength: 60 })
      .map((all) => `x ${all.join('')}`);
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const { raw } = await composeAnswer(answer({ text: written }));
        const seen = tidyText(plainText(written).replaceAll('\t', '    '));
        expect((await parseEmail(raw)).text).toBe(seen);
        const plainHalf = Buffer.from(raw)
          .toString()
          .replace(/multipart\/alternative/, 'multipart/mixed')
          .replace(/text\/html/, 'application/x');
        expect((await parseEmail(Buffer.from(plainHalf))).text).toBe(tidyText(plainText(written)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a subject', () => {
  it.each([
    ['Hello', 'Re: Hello'],
    ['Re: Hello', 'Re: Hello'],
    ['AW: RE: re[2]: Sv: Hello', 'Re: Hello'],
    ['Regarding: Hello', 'Re: Regarding: Hello'],
    ['Fwd: Hello', 'Re: Fwd: Hello'],
    ['a\r\nBcc: x@y', 'Re: a Bcc: x@y'],
    ['', 'Re:'],
  ])('%j is answered as %j', (subject, expected) => {
    expect(answerSubject(subject)).toBe(expected);
  });

  it('is shown without the marks of answers', () => {
    expect(bareSubject('Re: AW: Hello')).toBe('Hello');
  });
});

it('a name is cut, and cannot look like another one', async () => {
  const { raw } = await composeAnswer(
    answer({ to: { name: `${'\u202e'.repeat(50)}${'a'.repeat(300)}`, address: 'a@b' } }),
  );
  expect(Buffer.from(raw).toString().replace(/\r\n /g, ' ')).toContain(`\r\nTo: ${'a'.repeat(100)} <a@b>\r\n`);
});

it('the address of an answer keeps the case that its server may care for', async () => {
  const { envelope } = await composeAnswer(answer({ to: { name: '', address: 'Anna.Berg@SHOP.example' } }));
  expect(envelope.to).toEqual(['Anna.Berg@shop.example']);
  expect(canonicalAddress(envelope.to[0] ?? '')).toBe('anna.berg@shop.example');
});
