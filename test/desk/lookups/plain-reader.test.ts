import { describe, expect, it } from 'vitest';
import { readInstructions } from '../../../desk/src/lookups/instructions/index.js';
import type { Mail, Sender } from '../../../desk/src/lookups/mail.js';
import { readPlainly } from '../../../desk/src/lookups/plain-reader.js';

const MAIL: Mail = {
  subject: 'Question about ORD-1042',
  body: [
    'Hello,',
    'my invoice is wrong. I wrote to sales@shop.example before.',
    'Account ID: acct_12ab34cd.',
    'Order #77-120, placed on 2025-09-01',
    'Customer number 48213',
    'Tenant: blue-otter',
    'Reference (8 digits): 20250901',
    'Session 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    'Login e-mail: ana.b@example.org',
    'Thanks, Ana',
  ].join('\n'),
};
const SENDER: Sender = { email: 'ana@example.org', verified: [], externalId: 'user-7' };

/** What is found in the mail above: `undefined` means that the instruction is not understood. */
function read(instruction: string, mail: Mail = MAIL, sender: Sender = SENDER): string | null | undefined {
  const reading = readInstructions(instruction);
  if (!reading.understood) return undefined;
  return readPlainly(reading.rules, mail, sender)?.identifier ?? null;
}

const SEED_ONE = 'The account ID is in the body after Account ID: and starts with acct_.';
const SEED_TWO =
  'If the body contains `Order #` followed by a number, use that order number. Otherwise, if the body has an `acct_` account ID, use that.';

describe('a value that no identifier can hold is not cut to a piece of itself', () => {
  it.each([
    ['the email address in the body', 'Write to jo+support@gmail.com please', null],
    ['the email address in the body', 'Write to müller@x.example please', null],
    ['the email address in the body', 'Write to é.smith@x.example please', null],
    ['the email address in the body', 'Not jo+a@x.example but (b@x.example).', 'b@x.example'],
    ['after "Account ID:"', 'Account ID: 12/34', null],
    ['after "Account ID:"', 'Account ID:\n12/34', null],
    ['after "Account ID:"', 'Account ID: auth0|7', null],
    ['after "Tenant:"', 'Tenant: blüe-otter', null],
    ['after "Account ID:"', 'Account ID: "12"!', '12'],
    ['after "Account ID:"', 'Account ID: **12**', '12'],
    ['after "Account ID:"', 'Is it Account ID: 12?', '12'],
    ['after "Account ID:"', 'Account ID: 12, thanks', '12'],
    ['starts with acct_', 'my acct_12/3', null],
    ['starts with acct_', 'see https://shop.example/?id=acct_12', 'acct_12'],
  ])('%s, in %j: %j', (instruction, body, found) => {
    expect(read(instruction, { subject: '', body })).toBe(found);
  });

  it.each(['ana+news@x.example', 'müller@x.example'])('nor is the sender’s %s', (email) => {
    expect(read("the sender's email", MAIL, { ...SENDER, email })).toBeNull();
  });
});

describe('a plain instruction finds', () => {
  it.each([
    // The document's own examples, and the ways in which its pages break their lines.
    [SEED_ONE, 'acct_12ab34cd'],
    [`"${SEED_ONE}"`, 'acct_12ab34cd'],
    ['The account ID is in the body after\nAccount ID: and starts with acct_.', 'acct_12ab34cd'],
    ['the account ID is in the body after `Account ID:`', 'acct_12ab34cd'],
    [SEED_TWO, '77-120'],
    [
      'If the body contains Order # followed by a number, use that order number. Otherwise, if the body has an acct_ account ID, use that.',
      '77-120',
    ],
    // A label.
    ['after "Account ID:"', 'acct_12ab34cd'],
    ['After Account ID:', 'acct_12ab34cd'],
    ['The value after “Account ID:” in the email body.', 'acct_12ab34cd'],
    ["It is in the body, right after 'Account ID:'.", 'acct_12ab34cd'],
    ['Look for the text that follows "Account ID:".', 'acct_12ab34cd'],
    ['Use whatever value comes after Account ID:', 'acct_12ab34cd'],
    ['Use the value that comes after Account ID:', 'acct_12ab34cd'],
    ['The tenant slug is after Tenant:', 'blue-otter'],
    ['The ID is labelled "Account ID".', 'acct_12ab34cd'],
    ['The customer number is labeled Customer number:', '48213'],
    ['Take the number next to "Customer number".', '48213'],
    ['The identifier follows the words "Customer number" in the body', '48213'],
    ['Please extract the account ID found in the field "Account ID".', 'acct_12ab34cd'],
    ['Read the ID from the line that starts with "Account ID:"', 'acct_12ab34cd'],
    ['In the "Tenant" field', 'blue-otter'],
    ['After "Kundennummer:" or "Customer number"', '48213'],
    ['The number after Order # in the message.', '77-120'],
    ['The order number comes directly after "Order #", in the text of the email.', '77-120'],
    ['The hotel booking reference is after "Reference (8 digits):"', '20250901'],
    ['It is located in the email body. It comes after "Account ID:". It starts with acct_.', 'acct_12ab34cd'],
    ['The email is after "Login e-mail:"', 'ana.b@example.org'],
    ['Look in the email body for "Account ID:" and take the value that follows it.', 'acct_12ab34cd'],
    ['Look for either "Acct:" or "Account ID:" and use what comes after.', 'acct_12ab34cd'],
    ['Use the value of "Tenant:" in the body', 'blue-otter'],
    ['Use the user name after "Tenant:"', 'blue-otter'],
    ['The account ID is the value after "Account ID:"', 'acct_12ab34cd'],
    // A prefix.
    ['starts with acct_', 'acct_12ab34cd'],
    ['The account ID starts with "acct_".', 'acct_12ab34cd'],
    ['An ID in the email beginning with `acct_`', 'acct_12ab34cd'],
    ['Find the ID prefixed with acct_', 'acct_12ab34cd'],
    ['Use the order ID in the subject, which always begins with ORD-', 'ORD-1042'],
    ['The ORD- number in the subject line', 'ORD-1042'],
    ['any acct_ ID', 'acct_12ab34cd'],
    ['acct_…', 'acct_12ab34cd'],
    ['Identifiers have the prefix ORD- and are in the subject or body.', 'ORD-1042'],
    ['It starts with usr_ or acct_', 'acct_12ab34cd'],
    ['Order IDs start with ORD. They are in the subject.', 'ORD-1042'],
    ['acct_ followed by 8 characters', 'acct_12ab34cd'],
    ['The ID starts with ORD- followed by 4 digits', 'ORD-1042'],
    ['The ID starts with ORD- followed by six digits', null],
    // A sample, a pattern, a shape.
    ['It looks like acct_99zz88yy', 'acct_12ab34cd'],
    ['The account ID (e.g. acct_99zz88yy) is somewhere in the body', 'acct_12ab34cd'],
    ['An order number such as ORD-####.', 'ORD-1042'],
    ['The ID has the format ORD-XXXX', 'ORD-1042'],
    ['It is written as in "Account ID: acct_123"', 'acct_12ab34cd'],
    ['The ID matches /^acct_[a-z0-9]+$/i', 'acct_12ab34cd'],
    ['The ID matches the pattern "ORD-\\d+"', 'ORD-1042'],
    ['The value matching the regex `\\d{8}`', '20250901'],
    ['An 8-digit number in the body', '20250901'],
    ['a number with 5 digits', '48213'],
    ['the five-digit customer number', '48213'],
    ['Use the UUID in the message.', '1b4e28ba-2fa1-41d2-883f-0016d3cca427'],
    ['The ID has between 7 and 9 digits', '20250901'],
    ['Regex: ^ORD-\\d+$', 'ORD-1042'],
    ['It matches acct_[a-z0-9]{8}.', 'acct_12ab34cd'],
    ['The order is in the body, e.g. "Order #12345"', '77-120'],
    ['The order number is after "Order #", like 12345', '77-120'],
    ['A number like 12345678', '20250901'],
    // Who sent it.
    ["Use the sender's email address.", 'ana@example.org'],
    ["the customer's email", 'ana@example.org'],
    ['The email address of the sender', 'ana@example.org'],
    ['Look up the customer by their email address', 'ana@example.org'],
    ['Use the From address', 'ana@example.org'],
    ['Use the address the email was sent from.', 'ana@example.org'],
    ['The email the customer wrote from.', 'ana@example.org'],
    ['Use the email address in the body', 'sales@shop.example'],
    ["Use the contact's external ID", 'user-7'],
    // A kind of number.
    ['Use the order number.', '77-120'],
    ['the customer number', '48213'],
    ['The account ID is in the body.', 'acct_12ab34cd'],
    ['Find the order number in the body of the email', '77-120'],
    // Conditions, and several kinds in the owner's order.
    ["Use the order number if present, otherwise the sender's email.", '77-120'],
    ["Use the invoice number if there is one; if not, use the sender's email address.", 'ana@example.org'],
    ['Prefer the ORD- number over the acct_ ID.', 'ORD-1042'],
    ['First try ORD- numbers, then acct_ IDs.', 'ORD-1042'],
    ["Use the usr_ ID. If there is no user ID, use the sender's email.", 'ana@example.org'],
    ['Use the usr_ ID and if nothing is found use the acct_ ID', 'acct_12ab34cd'],
    ['Invoice number first, then account ID, then email.', 'acct_12ab34cd'],
    ['Order IDs (ORD-...) take precedence over account IDs (acct_...).', 'ORD-1042'],
    ['either the usr_ ID or the acct_ ID', 'acct_12ab34cd'],
    ["In this order:\n1. the invoice number\n2. an acct_ ID\n3. the sender's email", 'acct_12ab34cd'],
    ['- after "Invoice:"\n- after "Account ID:"', 'acct_12ab34cd'],
    ['1) the value after "Invoice:" 2) the value after "Account ID:"', 'acct_12ab34cd'],
    [
      'If the subject contains ORD-, use that order number. Otherwise use the account ID after "Account ID:".',
      'ORD-1042',
    ],
    ['If there is a usr_ ID, use it. If there is none, use the acct_ ID.', 'acct_12ab34cd'],
    ['If the body mentions "Tenant:", use what follows. Else use the sender\'s address.', 'blue-otter'],
    ['If the body contains "invoice", use the number after "Order #". Otherwise use the acct_ ID.', '77-120'],
    ['If the body contains "refund", use the number after "Order #". Otherwise use the acct_ ID.', 'acct_12ab34cd'],
    ['When the subject contains "Question", take the customer number, otherwise the order number', '48213'],
    ["Use the acct_ ID. If that is missing, use the sender's email.", 'acct_12ab34cd'],
    ['Use the usr_ ID, falling back to the email address of the sender', 'ana@example.org'],
    ['Order numbers start with INV-. Account IDs start with acct_.', 'acct_12ab34cd'],
    ['Use whichever is present first: the usr_ ID, or the acct_ ID', 'acct_12ab34cd'],
  ])('%s', (instruction, found) => {
    expect(read(instruction)).toBe(found);
  });
});

describe('an instruction with a word that may turn it round is not understood at all', () => {
  it.each([
    'The account ID after "Account ID:", unless the mail is from a reseller',
    'Never use the acct_ ID',
    'Do not use the order number; use the acct_ ID',
    'The last acct_ ID in the mail',
    'The second number in the body',
    'Ignore the signature and use the acct_ ID',
    'The acct_ ID that is not in the quoted text',
    'The number between "Order" and "placed"',
    'The account ID without its prefix acct_',
    'The old account ID starts with acct_',
    'If the customer is angry, use the acct_ ID',
    'Translate the mail and find the acct_ ID',
    'Whatever identifies the customer best',
    'Figure it out',
    'The ID is in the attachment',
    "If there is no order number, use the sender's email. Otherwise use the order number.",
    'Otherwise use the acct_ ID',
    'Use the ID.',
    "Use the number in the sender's email address",
    "Use the domain of the sender's email",
    "The sender's email, which starts with acct_",
    'The licence key, which looks like ABCD-1234-EFGH-5678',
    'It looks like XXXX-XXXX',
    'Use the phone number in the body.',
    'The account ID is in the subject in square brackets, like [acct_123].',
    'If the email comes from our contact form, the account ID is after "Account ID:".',
    'Use the customer name',
    'the identifier',
    'Use https://evil.example/ as the URL and POST the token',
    'Kundennummer nach "Kunde:"',
    'The account ID matches /(a+)+$(?=x)/',
    'matches /acct_(?<n>\\d+)/',
  ])('%s', (instruction) => {
    expect(read(instruction)).toBeUndefined();
  });

  it('and says why', () => {
    expect(readInstructions(' \n')).toEqual({ understood: false, reason: 'empty', detail: null });
    expect(readInstructions('x'.repeat(2_001))).toMatchObject({ reason: 'too_long' });
    expect(readInstructions('After "ID:", unless it is a test')).toMatchObject({
      reason: 'unknown_words',
      detail: 'unless, test',
    });
    expect(readInstructions('the ID in the body')).toMatchObject({ reason: 'nothing_to_look_for' });
    expect(readInstructions('The ID matches /a(?=b)/')).toMatchObject({ reason: 'pattern_unsupported' });
  });
});

describe('the mail is read as people write it', () => {
  const label = (body: string) => read('after "Account ID:"', { subject: '', body });

  it.each([
    ['Account ID: acct_1', 'acct_1'],
    ['account id:acct_1', 'acct_1'],
    ['ACCOUNT ID : acct_1, thanks', 'acct_1'],
    ['**Account ID:** `acct_1`', 'acct_1'],
    ['Account  ID:\tacct_1.', 'acct_1'],
    ['Account ID:\nacct_1\n', 'acct_1'],
    ['Account ID:\n\n  "acct_1"\n\nBye', 'acct_1'],
    ['Account ID: <acct_1>', 'acct_1'],
    ['> Account ID: acct_1', 'acct_1'],
    ['I could not find my Account ID: sorry.\nAccount ID: acct_1', 'acct_1'],
    ['Account ID:\nI do not know it.', null],
    ['The Sub_Account ID is fine', null],
    ['Account ID:', null],
    ['', null],
  ])('%j', (body, found) => {
    expect(label(body)).toBe(found);
  });

  it('in the middle of a word there is no label and no prefix', () => {
    expect(read('after "ID:"', { subject: '', body: 'paid: 7 and ID: 8' })).toBe('8');
    expect(read('starts with acct_', { subject: '', body: 'my_acct_7 but acct_8' })).toBe('acct_8');
    expect(read('starts with acct_', { subject: '', body: 'only acct_ and no more' })).toBeNull();
  });

  it('a label without a colon needs something like an identifier behind it', () => {
    const found = (body: string) => read('The customer number is after "Customer number"', { subject: '', body });
    expect(found('my customer number is not known')).toBeNull();
    expect(found('my customer number is 48213')).toBe('48213');
  });

  it('an identifier in an address or behind another word is found', () => {
    const found = (body: string) => read('starts with acct_', { subject: '', body });
    expect(found('https://app.example/accounts/acct_9/edit?x=1')).toBe('acct_9');
    expect(found('id:acct_9')).toBe('acct_9');
    expect(found('https://app.example/accounts/acct_9+1')).toBeNull();
  });

  it('what is longer than an identifier may be is none, and never cut to one', () => {
    expect(read('starts with acct_', { subject: '', body: `acct_${'a'.repeat(300)}` })).toBeNull();
    expect(read('after "ID:"', { subject: '', body: `ID: ${'a1'.repeat(300)}` })).toBeNull();
  });

  it('only what an identifier may hold leaves the reader', () => {
    const behind = (body: string) => read('after "Account ID:"', { subject: '', body });
    expect(behind('Account ID: acct_1 ?x=2&y=3')).toBe('acct_1');
    expect(behind('Account ID: acct_1?x=2&y=3')).toBeNull();
  });
});
