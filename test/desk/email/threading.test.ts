import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newMessageId, threadKey } from '../../../desk/src/email/index.js';
import { readMessageIds } from '../../../desk/src/email/threading.js';
import { anyText, OURS } from './mail.js';

const DOMAINS = ['desk.example', 'old.example', 'bücher.example'];
const nobodys = { messageId: '<x@y.example>', inReplyTo: [], references: [], report: null };

describe('a message id of ours', () => {
  it('is new each time, and is known again', () => {
    const ids = Array.from({ length: 1_000 }, () => newMessageId('desk.example'));
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(threadKey({ ...nobodys, inReplyTo: [id] }, DOMAINS).own).toEqual([id]);
  });

  it('has an ASCII domain, and none without a domain', () => {
    expect(newMessageId('Bücher.example')).toMatch(/^<[0-9a-f]{32}\.convot@xn--bcher-kva\.example>$/);
    for (const domain of ['', 'a b', 'x>\r\nBcc: y', '@'])
      expect(() => newMessageId(domain)).toThrow(expect.objectContaining({ code: 'domain_invalid' }));
  });

  it('is known in capitals too, in the spelling in which it was stored', () => {
    expect(threadKey({ ...nobodys, inReplyTo: [OURS.toUpperCase()] }, DOMAINS).own).toEqual([OURS]);
  });

  it.each([
    ['another domain', OURS.replace('desk.', 'evil.')],
    ['a domain below ours', OURS.replace('@', '@x.')],
    ['a shorter token', OURS.replace('<5', '<')],
    ['a longer token', OURS.replace('<5', '<55')],
    ['another shape', OURS.replace('.convot', '')],
    ['two at signs', OURS.replace('@', '@evil@')],
  ])('is none with %s', (_what, id) => {
    expect(threadKey({ ...nobodys, inReplyTo: [id] }, DOMAINS)).toEqual({ own: [], others: [id], isOwnMail: false });
  });
});

describe('the thread of a mail', () => {
  const [a, b, c] = Array.from({ length: 3 }, () => newMessageId('desk.example')) as [string, string, string];

  it('is asked for by what it answers, then from the latest reference to the first, then by what bounced', () => {
    const report = { outcome: 'failed', status: null, recipients: [], originalMessageId: c } as const;
    const email = { ...nobodys, inReplyTo: [b], references: ['<1@x.example>', a, '<2@x.example>', b], report };
    expect(threadKey(email, DOMAINS)).toEqual({
      own: [b, a, c],
      others: ['<2@x.example>', '<1@x.example>'],
      isOwnMail: false,
    });
  });

  it('tells a mail of ours that came back', () => {
    expect(threadKey({ ...nobodys, messageId: a }, DOMAINS).isOwnMail).toBe(true);
    expect(threadKey({ ...nobodys, messageId: a }, ['other.example']).isOwnMail).toBe(false);
  });
});

describe('message ids in a header', () => {
  it('are the words in brackets, each once', () => {
    expect(readMessageIds('Message of Monday <a@b> (comment) <a@b>\t<c@d>,<e@f> <no end')).toEqual([
      '<a@b>',
      '<c@d>',
      '<e@f>',
    ]);
  });

  it('of a long thread are the first and the latest', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `<${index}@x>`);
    expect(readMessageIds(ids.join(' '))).toEqual(['<0@x>', ...ids.slice(-19)]);
  });

  it('never hold a line end, a control or another bracket, whatever the header holds', () => {
    fc.assert(
      fc.property(anyText(200), (value) => {
        for (const id of readMessageIds(`<a${value}@b> <${value}>`)) expect(id).toMatch(/^<[^\s<>\p{Cc}\p{Cs}]+>$/u);
      }),
    );
  });
});
