import { describe, expect, it } from 'vitest';
import { parseEmail, senderTrust, type UnconfirmedReason } from '../../../desk/src/email/index.js';
import { mail, storedMail } from './mail.js';

const RECEIVER = 'mx.desk.example';
const trusting = { trustedReceivers: [RECEIVER], isGuarded: true };

const AR = 'Authentication-Results:';
const VERDICT = `${AR} ${RECEIVER}; spf=pass smtp.mailfrom=shop.example; dmarc=pass (p=REJECT) header.from=shop.example`;
const FROM = 'From: Anna <anna@shop.example>';

/** Whether a mail of these headers is confirmed, and as whom, or why not. */
async function trustOf(headers: readonly string[], options = trusting): Promise<string> {
  const trust = senderTrust(await parseEmail(mail(...headers, 'Subject: x', '', 'text')), options);
  return trust.confirmed ? trust.address : trust.reason;
}

const confirmed: [string, string[]][] = [
  ['a plain name', [VERDICT, FROM]],
  ['no name', [VERDICT, 'From: anna@shop.example']],
  ['brackets alone', [VERDICT, 'From: <anna@shop.example>']],
  ['a quoted name', [VERDICT, 'From: "Berg, Anna (Shop)" <anna@shop.example>']],
  ['an encoded name', [VERDICT, 'From: =?UTF-8?Q?Zo=C3=A9_=40_x?= <anna@shop.example>']],
  ['a name over two lines', [VERDICT, 'From: Anna', '  Berg', ' <anna@shop.example>']],
  [
    'capitals everywhere',
    [`AUTHENTICATION-RESULTS: MX.Desk.Example; DMARC=Pass Header.From=SHOP.example`, 'FROM: <Anna@Shop.EXAMPLE>'],
  ],
  [
    'a folded verdict',
    [`${AR} ${RECEIVER};`, '\tspf=fail smtp.mailfrom=x.example;', ' dmarc=pass', '  header.from=shop.example', FROM],
  ],
  [
    'a version, comments with semicolons and quotes',
    [
      `${AR} (a; dmarc=fail) ${RECEIVER} (b) 1 (c \\) "d); dmarc (e) = (f (g)) pass (h; i) header (j) . (k) from (l) = (m) shop.example (n)`,
      FROM,
    ],
  ],
  [
    'a quoted server name and reason',
    [`${AR} "${RECEIVER}"; dmarc=pass reason="a; dmarc=fail \\"b\\"" header.from="shop.example"`, FROM],
  ],
  ['a dot at the end of the domain', [`${AR} ${RECEIVER}; dmarc=pass header.from=shop.example.`, FROM]],
  [
    'the verdict of another server above it',
    [`${AR} other.example; dmarc=fail header.from=shop.example`, VERDICT, FROM],
  ],
  ['a forged one below it', [VERDICT, `${AR} ${RECEIVER}; dmarc=fail header.from=shop.example`, FROM]],
  [
    'other methods that failed',
    [`${AR} ${RECEIVER}; dkim=fail header.b="a;=b"; spf=softfail; dmarc=pass header.from=shop.example; arc=none`, FROM],
  ],
  [
    'a key of base64 before it',
    [`${AR} ${RECEIVER}; dkim=pass header.b=a+/Zz== header.i=@shop.example; dmarc=pass header.from=shop.example`, FROM],
  ],
  [
    'what Microsoft adds',
    [`${AR} ${RECEIVER}; dmarc=pass action=none header.from=shop.example;compauth=pass reason=100`, FROM],
  ],
];

describe('a sender is confirmed', () => {
  it.each(confirmed)('%s', async (_what, headers) => {
    expect(await trustOf(headers)).toBe('anna@shop.example');
  });

  it.each([
    ['in letters', 'From: <jörg@bücher.example>', 'xn--bcher-kva.example'],
    ['in both', 'From: <jörg@bücher.example>', 'bücher.example'],
    ['in ASCII', 'From: <jörg@XN--BCHER-KVA.example>', 'BÜCHER.example'],
  ])('an international domain %s', async (_how, from, verdict) => {
    expect(await trustOf([`${AR} ${RECEIVER}; dmarc=pass header.from=${verdict}`, from])).toBe(
      'jörg@xn--bcher-kva.example',
    );
  });

  it('by the mail of a real program', async () => {
    const email = await parseEmail(storedMail('gmail-reply'));
    expect(senderTrust(email, trusting)).toEqual({ confirmed: true, address: 'anna.berg@gmail.example' });
  });
});

const pass = (from: string) => [`${AR} ${RECEIVER}; dmarc=pass header.from=shop.example`, from];

const unconfirmed: [string, string[], UnconfirmedReason][] = [
  ['no verdict', [FROM], 'no_verdict'],
  ['a verdict below From, where senders write', [FROM, VERDICT], 'no_verdict'],
  ['a verdict of another server', [VERDICT.replace(RECEIVER, 'mx.attacker.example'), FROM], 'no_verdict'],
  [
    'a server whose name begins like ours',
    [VERDICT.replace(RECEIVER, `${RECEIVER}.attacker.example`), FROM],
    'no_verdict',
  ],
  ['a server whose name ends like ours', [VERDICT.replace(RECEIVER, `attacker-${RECEIVER}`), FROM], 'no_verdict'],
  ['our name in a comment', [VERDICT.replace(RECEIVER, `(${RECEIVER};) evil.example`), FROM], 'no_verdict'],
  ['our name after another', [VERDICT.replace(RECEIVER, `evil.example ${RECEIVER}`), FROM], 'no_verdict'],
  ['the same header with another name', [VERDICT.replace('Auth', 'X-Auth'), FROM], 'no_verdict'],
  ['a sealed copy of a relay', [VERDICT.replace('Auth', 'ARC-Auth'), FROM], 'no_verdict'],
  [
    'a failed verdict above a forged one',
    [VERDICT.replace('dmarc=pass', 'dmarc=fail'), VERDICT, FROM],
    'dmarc_not_passed',
  ],
  [
    'an unreadable one of ours above a forged one',
    [`${AR} ${RECEIVER}; spf=fail (of a(b@evil.example; dmarc=fail`, VERDICT, FROM],
    'verdict_unreadable',
  ],
  [
    'one whose writer can not be told above a forged one',
    [`${AR} (${RECEIVER}; dmarc=fail`, VERDICT, FROM],
    'verdict_unreadable',
  ],
  ['an empty one above a forged one', [AR, VERDICT, FROM], 'verdict_unreadable'],
  [
    'a quote without its end',
    [`${AR} ${RECEIVER}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=shop.example`, FROM],
    'verdict_unreadable',
  ],
  ['no DMARC', [`${AR} ${RECEIVER}; spf=pass; dkim=pass header.d=shop.example`, FROM], 'no_dmarc'],
  ['none at all', [`${AR} ${RECEIVER}; none`, FROM], 'no_dmarc'],
  [
    'no DMARC, twice',
    [`${AR} ${RECEIVER} 1; none`, `${AR} ${RECEIVER}; dmarc=pass header.from=shop.example`, FROM],
    'no_dmarc',
  ],
  ['DMARC in a comment', [`${AR} ${RECEIVER}; spf=fail (dmarc=pass header.from=shop.example)`, FROM], 'no_dmarc'],
  [
    'DMARC in a quoted sender',
    [`${AR} ${RECEIVER}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=shop.example"@evil.example`, FROM],
    'no_dmarc',
  ],
  ['DMARC as a property', [`${AR} ${RECEIVER}; spf=pass dmarc=pass header.from=shop.example`, FROM], 'no_dmarc'],
  [
    'two verdicts of DMARC',
    [`${AR} ${RECEIVER}; dmarc=fail header.from=shop.example; dmarc=pass header.from=shop.example`, FROM],
    'verdict_unreadable',
  ],
  [
    'a sender that writes a second verdict',
    [
      `${AR} ${RECEIVER}; spf=pass smtp.mailfrom=x;dmarc=pass header.from=shop.example@evil.example; dmarc=fail header.from=shop.example`,
      FROM,
    ],
    'verdict_unreadable',
  ],
  [
    'two domains',
    [`${AR} ${RECEIVER}; dmarc=pass header.from=evil.example header.from=shop.example`, FROM],
    'verdict_unreadable',
  ],
  ['a verdict of 20,000 characters', [`${VERDICT};${' dkim=pass;'.repeat(2_000)}`, FROM], 'verdict_unreadable'],
  ...['fail', 'none', 'bestguesspass', 'permerror', 'passed', 'pas', 'PASS-ish'].map(
    (result): [string, string[], UnconfirmedReason] => [
      `dmarc=${result}`,
      [`${AR} ${RECEIVER}; dmarc=${result} header.from=shop.example`, FROM],
      'dmarc_not_passed',
    ],
  ),
  ['another domain', [VERDICT.replace('header.from=shop', 'header.from=evil'), FROM], 'not_aligned'],
  ['a domain above it', [VERDICT.replace('header.from=shop.example', 'header.from=example'), FROM], 'not_aligned'],
  [
    'a domain below it',
    [VERDICT.replace('header.from=shop.example', 'header.from=mail.shop.example'), FROM],
    'not_aligned',
  ],
  [
    'a domain that ends like it',
    [VERDICT.replace('header.from=shop.example', 'header.from=evilshop.example'), FROM],
    'not_aligned',
  ],
  ['a domain of SPF alone', [`${AR} ${RECEIVER}; dmarc=pass smtp.mailfrom=shop.example`, FROM], 'not_aligned'],
  ['an address for a domain', [VERDICT.replace('header.from=', 'header.from=anna@'), FROM], 'not_aligned'],
  ['no From', [VERDICT], 'from_missing'],
  ['two From', [VERDICT, FROM, 'From: <eve@shop.example>'], 'from_several'],
  ['two equal From', [VERDICT, FROM, FROM], 'from_several'],
  ['From with a space before the colon', [VERDICT, FROM, 'From : <eve@evil.example>'], 'from_several'],
  ['From behind a byte order mark', [VERDICT, FROM, '\ufeffFrom: <eve@evil.example>'], 'from_several'],
  ['From behind a hard space, and no other', [VERDICT, '\u00a0From: <anna@shop.example>'], 'from_ambiguous'],
  ['From without a colon', [VERDICT, FROM, 'From'], 'from_several'],
  ...[
    ['two addresses', 'From: <anna@shop.example>, <eve@shop.example>'],
    ['an address and a list of none', 'From: anna@shop.example,'],
    ['a group', 'From: Team: anna@shop.example;'],
    ['two brackets', 'From: <eve@evil.example> <anna@shop.example>'],
    ['an address before the brackets', 'From: anna@shop.example <eve@shop.example>'],
    ['an address after the brackets', 'From: <eve@shop.example> anna@shop.example'],
    ['brackets in a quoted name', 'From: "Anna <anna@shop.example>" <eve@shop.example>'],
    ['a comment', 'From: eve@evil.example (<anna@shop.example>)'],
    ['a comment inside', 'From: <anna(x)@shop.example>'],
    ['a quote without its end', 'From: "Anna <anna@shop.example>'],
    ['a route', 'From: <@evil.example:anna@shop.example>'],
    ['two at signs', 'From: <eve@evil.example@shop.example>'],
    ['a quoted local part', 'From: <"anna@evil.example,"@shop.example>'],
    ['an encoded address', 'From: =?UTF-8?Q?anna=40shop.example?='],
    ['an encoded local part beside it', 'From: <=?UTF-8?Q?anna?= @shop.example>'],
    ['nothing', 'From:'],
    ['a name alone', 'From: Anna'],
    ['a space in it', 'From: <an na@shop.example>'],
    ['a zero-width space in it', 'From: <an\u200bna@shop.example>'],
    ['a letter that becomes another one', 'From: <Ann\u212a@shop.example>'],
    ['full-width letters', 'From: <anna@ｓhop.example>'],
    ['a control character', 'From: <anna\u0001@shop.example>'],
    ['dots in a row', 'From: <anna..b@shop.example>'],
    ['no domain', 'From: <anna@>'],
    ['an IP address', 'From: <anna@[192.0.2.1]>'],
  ].map(([what, from = '']): [string, string[], UnconfirmedReason] => [
    `From with ${what}`,
    pass(from),
    'from_ambiguous',
  ]),
];

describe('a sender is not confirmed', () => {
  it.each(unconfirmed)('%s', async (_what, headers, reason) => {
    expect(await trustOf(headers)).toBe(reason);
  });

  it('when strangers can hand in mails the same way', async () => {
    expect(await trustOf([VERDICT, FROM], { ...trusting, isGuarded: false })).toBe('way_open');
  });

  it('when nobody is trusted, whatever the mail says', async () => {
    for (const trustedReceivers of [[], [''], [' ']]) {
      expect(await trustOf([VERDICT, FROM], { ...trusting, trustedReceivers })).toBe('no_trusted_receiver');
      expect(await trustOf([VERDICT.replace(RECEIVER, ''), FROM], { ...trusting, trustedReceivers })).toBe(
        'no_trusted_receiver',
      );
    }
  });

  it('when the headers are too large to be read whole: a second From may follow', async () => {
    const padding = Array.from({ length: 6_000 }, (_, index) => `X-Padding-${index}: ${'x'.repeat(90)}`);
    expect(await trustOf([VERDICT, FROM, ...padding, 'From: <eve@evil.example>'])).toBe('headers_cut');
  });

  it('by a header of the body', async () => {
    const email = await parseEmail(mail('Subject: x', '', VERDICT, FROM));
    expect(senderTrust(email, trusting)).toEqual({ confirmed: false, reason: 'from_missing' });
  });

  it('by a header of an attached mail', async () => {
    const inner = ['--b', 'Content-Type: message/rfc822', '', VERDICT, FROM, '', 'x', '--b--'];
    const email = await parseEmail(
      mail('From: <eve@evil.example>', 'Content-Type: multipart/mixed; boundary=b', '', ...inner),
    );
    expect(senderTrust(email, trusting)).toEqual({ confirmed: false, reason: 'no_verdict' });
  });
});
