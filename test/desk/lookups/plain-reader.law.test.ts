import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readInstructions } from '../../../desk/src/lookups/instructions/index.js';
import { readPlainly } from '../../../desk/src/lookups/plain-reader.js';
import { strip } from '../../../desk/src/lookups/sanitise.js';

/** What instructions are made of, so that many of the made-up ones are understood. */
const words = fc.constantFrom(
  ...[
    'the',
    'account ID',
    'order number',
    'is',
    'in the body',
    'in the subject',
    'after',
    '"Account ID:"',
    'Order #',
    '"Ref"',
  ],
  ...[
    'starts with',
    'acct_',
    'ORD-',
    'and',
    'or',
    ',',
    '.',
    'if',
    'otherwise',
    'use',
    'that',
    'the body contains',
    '\n- ',
    'e.g.',
  ],
  ...[
    'acct_12ab',
    '/^a+$/',
    'matches',
    '8 digits',
    'a UUID',
    "the sender's email",
    'prefer',
    'over',
    'it',
    '1.',
    '(',
    ')',
    'unless',
  ],
);
const plain = fc.constantFrom(
  ...['after "Account ID:"', 'starts with acct_', 'the order number', 'after "Ref" or Order #', "the sender's email"],
  ...[
    'a UUID in the body',
    'an 8-digit number',
    'matches /acct_\\w+/',
    'the email address in the subject',
    'ORD- or acct_',
  ],
  ...['Use the ORD- number. Otherwise the value after "Ref".', "Use the contact's external ID", 'after "is"'],
);
const instruction = fc.oneof(
  plain,
  fc.array(words, { maxLength: 14 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary' }),
);
const pieces = fc.constantFrom(
  ...[
    'Account ID:',
    'acct_12ab',
    'acct_',
    'Order #',
    '77',
    'ORD-1042',
    '\n',
    ' ',
    ':',
    'ana@shop.example',
    '...',
    '🦊',
    'Ref',
    '-',
  ],
  ...['1b4e28ba-2fa1-41d2-883f-0016d3cca427', '20250901', '_', '@', '“', 'is'],
);
const mailText = fc.oneof(
  fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

it('whatever is read is an identifier, and stands in the mail or belongs to its sender', () => {
  let found = 0;
  fc.assert(
    fc.property(instruction, mailText, mailText, (how, subject, body) => {
      const reading = readInstructions(how);
      if (!reading.understood) return;
      const sender = { email: 'sender@shop.example', externalId: 'user-7', verified: [] };
      const read = readPlainly(reading.rules, { subject, body }, sender);
      if (!read) return;
      found++;
      expect(read.identifier).toMatch(/^[A-Za-z0-9._@:-]{1,256}$/);
      const isInMail = strip(subject).includes(read.identifier) || strip(body).includes(read.identifier);
      expect(isInMail || read.identifier === sender.email || read.identifier === sender.externalId).toBe(true);
      expect(reading.rules[read.rule]).toBeDefined();
    }),
    { numRuns: 5_000 },
  );
  expect(found).toBeGreaterThan(100);
});

it('no mail and no instruction can make it take long', () => {
  const hard = [
    'Account ID:'.repeat(5_000),
    ' '.repeat(60_000),
    '\n'.repeat(60_000),
    'acct_'.repeat(12_000),
    'a:'.repeat(30_000),
    'is '.repeat(20_000),
    `Account ID:${'\n \t'.repeat(20_000)}`,
  ];
  const plain = [
    'after "Account ID:"',
    'starts with acct_',
    'matches /(a+)+b/',
    'an 8-digit number',
    'the account ID',
    'a UUID',
  ];
  for (const how of plain) {
    const reading = readInstructions(how);
    if (!reading.understood) throw new Error(`not understood: ${how}`);
    const sender = { email: null, externalId: null, verified: [] };
    for (const body of hard) readPlainly(reading.rules, { subject: '', body }, sender);
  }
  const long = [
    'if ',
    'or ',
    'the ',
    '"a" or ',
    'acct_ ',
    'after ',
    '(',
    'no one ',
    'if there is no ',
    '1. ',
    'e.g. ',
    'like ',
    'x-',
    '[a-z]+',
    'is are ',
    'A ',
  ];
  for (const part of long) expect(readInstructions(part.repeat(2_000 / part.length)).understood).toBeDefined();
});
