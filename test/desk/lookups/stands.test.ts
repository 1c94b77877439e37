import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitise, strip } from '../../../desk/src/lookups/sanitise.js';
import { findIn } from '../../../desk/src/lookups/stands.js';
import { isSendersOwn } from '../../../desk/src/lookups/whose.js';

describe('what may be sent', () => {
  it('is letters and digits of ASCII and ._@:-, at most 256 of them', () => {
    expect(sanitise('acct_12ab34cd')).toBe('acct_12ab34cd');
    expect(sanitise(' Ana.B+x@Shop.example\r\nX: 1 ')).toBe('Ana.Bx@Shop.exampleX:1');
    expect(sanitise("' OR '1'='1")).toBe('OR11');
    expect(sanitise('аcct')).toBe('cct');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(sanitise(text)).toMatch(/^[A-Za-z0-9._@:-]{0,256}$/);
        expect(sanitise(sanitise(text))).toBe(sanitise(text));
      }),
    );
  });
});

describe('an identifier stands in a text', () => {
  it.each([
    ['Account ID: acct_12', 'acct_12', 'acct_12'],
    ['Card 1234 5678 9012', '123456789012', '123456789012'],
    ['(acct_12)', 'acct_12', 'acct_12'],
    ['my acct\u200b_12', 'acct_12', 'acct_12'],
    ['Order#77', '77', '77'],
    ['Order77', '77', '77'],
    ['acct_77', '77', '77'],
    ['write to ana@shop.example', 'shop.example', 'shop.example'],
    ['Write to Ana@Shop.example', 'ana@shop.example', 'Ana@Shop.example'],
    ['注文1234です', '1234', '1234'],
    ['acct_123 and acct_12', 'acct_12', 'acct_12'],
    ['Is it acct_12?', 'acct_12', 'acct_12'],
    ['acct_12! *acct_13*', 'acct_13', 'acct_13'],
    ["'acct_12', acct_13's", 'acct_13', 'acct_13'],
    ['https://shop.example/?id=acct_12', 'acct_12', 'acct_12'],
    ['<Ana@Shop.example>.', 'ana@shop.example', 'Ana@Shop.example'],
    ['mail ana@shop.example!', 'ana@shop.example', 'ana@shop.example'],
    ['12/34 or 12', '12', '12'],
  ])('%j holds %s', (text, identifier, found) => {
    expect(findIn(text, identifier)).toBe(found);
  });

  it.each([
    ['acct_1234', 'acct_12'],
    ['order 81042', '1042'],
    ['my account', 'acc'],
    ['xacct_1', 'acct_1'],
    ['acct_12ab34cd', 'acct_12ab34'],
    ['acct_12ab34cd', 'ab34cd'],
    ['acct_12ab34cd', '34cd'],
    ['acct_12ab34cd', 'acct'],
    ['nothing', 'acct_1'],
    ['', 'acct_1'],
    ['jo+support@gmail.com', 'support@gmail.com'],
    ['jo+support@gmail.com', 'josupport@gmail.com'],
    ['jo.support@gmail.com', 'support@gmail.com'],
    ['jo support@gmail.com', 'josupport@gmail.com'],
    ['müller@x.example', 'ller@x.example'],
    ['é.smith@x.example', 'smith@x.example'],
    ['ana@x.examplé', 'ana@x.exampl'],
    ['ana@x.example.evil', 'ana@x.example'],
    ['12/34', '12'],
    ['12/34', '34'],
    ['12/34', '1234'],
    ['auth0|7', '7'],
    ['auth0|7', 'auth07'],
    ['YWJj==', 'YWJj'],
    ['blüe-otter', 'bl'],
  ])('%j does not hold %s: a piece of another is another', (text, identifier) => {
    expect(findIn(text, identifier)).toBeNull();
  });

  it('only if the stripped text holds the stripped value', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1 2._@:-\n#é'), maxLength: 30 });
    fc.assert(
      fc.property(text, text, (mail, value) => {
        const wanted = strip(value);
        fc.pre(wanted !== '');
        const found = findIn(mail, wanted);
        if (found !== null) expect(strip(mail)).toContain(found);
        // Between other signs it is always found.
        expect(findIn(`${mail} #${wanted}# ${mail}`, wanted)?.toLowerCase()).toBe(wanted.toLowerCase());
      }),
    );
  });
});

describe("the sender's own", () => {
  const own = (identifier: string, ...verified: string[]) => isSendersOwn(identifier, { verified });

  it('is what is proven, an address in any case, anything else as it is', () => {
    expect(own('ana@shop.example', 'Ana@Shop.example')).toBe(true);
    expect(own('user-7', 'ana@shop.example', 'user-7')).toBe(true);
    expect(own('USER-7', 'user-7')).toBe(false);
    expect(own('acct_12ab34cd', 'user-7')).toBe(false);
    expect(own('acct_12ab34cd')).toBe(false);
    expect(own('', '')).toBe(false);
    expect(own('', '日本')).toBe(false);
  });

  it.each([
    ['ananews@shop.example', 'ana+news@shop.example'],
    ['1234', '12/34'],
    ['auth07', 'auth0|7'],
    ['user-7', 'user-7 '],
    ['a'.repeat(256), 'a'.repeat(257)],
  ])('is not %s, which is only what is left of %s', (identifier, proven) => {
    expect(own(identifier, proven)).toBe(false);
  });
});
