import { describe, expect, it } from 'vitest';
import { readMailboxes } from '../../../desk/src/email/addresses.js';
import { answerAddress, asciiDomain, canonicalAddress } from '../../../desk/src/email/index.js';

describe('an address in its one spelling', () => {
  it.each([
    ['Anna@Shop.Example', 'anna@shop.example'],
    ['a.b+c_d@x-y.example.', 'a.b+c_d@x-y.example'],
    ["o'neil/x=y@shop.example", "o'neil/x=y@shop.example"],
    ['jörg@bücher.example', 'jörg@xn--bcher-kva.example'],
    ['me@localhost', 'me@localhost'],
  ])('%s', (address, spelling) => {
    expect(canonicalAddress(address)).toBe(spelling);
    expect(canonicalAddress(spelling)).toBe(spelling);
  });

  it.each([
    '',
    '@',
    'a@',
    '@b',
    'a',
    'a b@c',
    'a@b c',
    'a@b,c@d',
    'a@b\r\nBcc: c@d',
    'a@b\n',
    '<a@b>',
    '"a"@b',
    'a@b@c',
    'a..b@c',
    '.a@b',
    'a.@b',
    'a@-b',
    'a@b_c',
    'a@[192.0.2.1]',
    'a\0@b',
    'a\u202eb@c',
    'a@ｂ.example',
    'a@\u212a.example',
    `${'a'.repeat(65)}@b`,
    `a@${'b'.repeat(64)}`,
    `a@${'b.'.repeat(200)}c`,
    'a@xn--',
    'a@b..c',
    '\ud800@b',
  ])('is none for %j', (address) => {
    expect(canonicalAddress(address)).toBeNull();
  });

  it('of a domain alone', () => {
    expect(asciiDomain('Bücher.Example')).toBe('xn--bcher-kva.example');
    expect(asciiDomain('b\u00adücher.example')).toBeNull();
  });
});

describe('mailboxes of a header', () => {
  it('are read however they are written', () => {
    expect(readMailboxes('"B, A" <a@b>, c@d (Carl), Team: e@f, =?utf-8?Q?G=C3=BC?= <g@h>;')).toEqual([
      { name: 'B, A', address: 'a@b' },
      { name: 'Carl', address: 'c@d' },
      { name: '', address: 'e@f' },
      { name: 'Gü', address: 'g@h' },
    ]);
  });

  it('are a hundred at most, and no line end, control or direction mark gets into them', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `u${index}@x.example`).join(', ');
    expect(readMailboxes(many)).toHaveLength(100);
    expect(readMailboxes('=?utf-8?Q?a=0D=0ABcc=3A_x=E2=80=AE=00?= <a@b>')).toEqual([
      { name: 'a Bcc: x', address: 'a@b' },
    ]);
  });
});

describe('where an answer goes', () => {
  const from = { address: 'from@x.example', name: '' };
  const [one, two] = [
    { address: 'one@x.example', name: 'One' },
    { address: 'two@x.example', name: '' },
  ];

  it.each([
    ['the one Reply-To', { from, replyTo: [one] }, one],
    ['From without it', { from, replyTo: [] }, from],
    ['From when there are several', { from, replyTo: [one, two] }, from],
    ['nowhere when it is no address', { from, replyTo: [{ address: 'a@b, c@d', name: '' }] }, null],
    ['nowhere without From', { from: null, replyTo: [] }, null],
  ])('%s', (_what, email, expected) => {
    expect(answerAddress(email)).toEqual(expected);
  });
});
