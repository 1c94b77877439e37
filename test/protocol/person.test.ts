import { contradicts, hashedTexts, IDENTIFIER_CHARS, personOfClaim, personOfToken, readClaim } from 'convot/protocol';
import { describe, expect, test } from 'vitest';

describe('a claim is read', () => {
  test.each([
    ['as it is', { external_id: 'user_7', email: 'a@b.c' }, { external_id: 'user_7', email: 'a@b.c' }],
    [
      'with its email trimmed, its case kept for the hash',
      { email: ' Ada@Example.COM ' },
      { email: 'Ada@Example.COM' },
    ],
    ['with the case of its external id kept', { external_id: 'User_7' }, { external_id: 'User_7' }],
    ['with a number as its decimal', { external_id: 42 }, { external_id: '42' }],
    ['without empty fields', { external_id: '', email: 'a@b.c', user_hash: null }, { email: 'a@b.c' }],
    ['with its hash in lower case', { external_id: '1', user_hash: 'AB' }, { external_id: '1', user_hash: 'ab' }],
    ['without fields that it does not know', { external_id: '1', trust: 'verified' }, { external_id: '1' }],
  ])('%s', (_, input, claim) => {
    expect(readClaim(input)).toEqual(claim);
  });

  test.each([{}, { user_hash: 'ab' }, { external_id: ' ' }, { email: null }])('%j names nobody', (input) => {
    expect(readClaim(input)).toBeNull();
  });

  test.each([
    [{ external_id: {} }, 'external_id'],
    [{ external_id: 1.5 }, 'external_id'],
    [{ external_id: Number.MAX_SAFE_INTEGER + 1 }, 'external_id'],
    [{ external_id: 'a\nb' }, 'external_id'],
    [{ external_id: 'a\ud800' }, 'external_id'],
    [{ email: 'x'.repeat(IDENTIFIER_CHARS + 1) }, 'email'],
    [{ external_id: '1', email: true }, 'email'],
    [{ external_id: '1', user_hash: [] }, 'user_hash'],
  ])('%j has an unusable field, which is named', (input, field) => {
    expect(readClaim(input)).toEqual(field);
  });
});

describe('the person', () => {
  test('of a claim is its external id, else its email', () => {
    expect(personOfClaim({ external_id: '1', email: 'a@b.c' })).toEqual({ kind: 'external_id', value: '1' });
    expect(personOfClaim({ email: 'A@b.C' })).toEqual({ kind: 'email', value: 'a@b.c' });
    expect(personOfClaim({})).toBeNull();
  });

  test.each([
    ['its sub', { sub: 's', userDetail: { id: 'i', email: 'E@x.y' } }, { kind: 'external_id', value: 's' }],
    ['else userDetail.id', { userDetail: { id: 'i', email: 'E@x.y' } }, { kind: 'external_id', value: 'i' }],
    ['a numeric id as its decimal', { userDetail: { id: 7 } }, { kind: 'external_id', value: '7' }],
    ['zero, which is an id', { userDetail: { id: 0 } }, { kind: 'external_id', value: '0' }],
    ['else the email in lower case', { userDetail: { email: 'E@x.y' } }, { kind: 'email', value: 'e@x.y' }],
    ['else nobody', { userDetail: { plan: 'pro' } }, null],
    ['nobody without userDetail', {}, null],
  ])('of a token is %s', (_, payload, person) => {
    expect(personOfToken(payload)).toEqual(person);
  });
});

describe('a user_hash may sign', () => {
  test.each([
    ['the external id alone, in its own case', { external_id: 'User_7', email: 'Ada@b.c' }, ['User_7']],
    ['the email in lower case, or as it is written', { email: 'Ada@b.c' }, ['ada@b.c', 'Ada@b.c']],
    ['nothing of nobody', {}, []],
  ])('%s', (_, claim, texts) => {
    expect([...new Set(hashedTexts(claim))]).toEqual(texts);
  });
});

describe('a claim contradicts the token of its page', () => {
  const token = { userDetail: { id: 'user_7', email: 'Ada@example.com' } };
  test.each([
    ['another external id', { external_id: 'user_8' }, token],
    ['another email', { email: 'grace@example.com' }, token],
    ['the same external id, but another email', { external_id: 'user_7', email: 'grace@example.com' }, token],
    ['another external id than sub', { external_id: 'user_7' }, { ...token, sub: 's' }],
  ])('with %s', (_, claim, payload) => {
    expect(contradicts(claim, payload)).toBe(true);
  });

  test.each([
    ['the same person', { external_id: 'user_7', email: 'ada@example.com' }, token],
    ['an email in another case', { email: 'ADA@example.com' }, token],
    ['an email that the token does not tell', { email: 'ada@example.com' }, { userDetail: { id: 'user_7' } }],
    ['an external id beside a token of an email alone', { external_id: 'user_7' }, { userDetail: { email: 'a@b.c' } }],
    ['a token of nobody', { external_id: 'user_7' }, { userDetail: { plan: 'pro' } }],
  ])('but not with %s', (_, claim, payload) => {
    expect(contradicts(claim, payload)).toBe(false);
  });
});
