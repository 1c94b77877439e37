import { ConvotError, KEYS_PER_CONTACT, PUSH_ENTRIES } from 'convot/protocol';
import { readMessageDraft, readOpenRequest, readPush, readStart, readTicketForm } from 'convot/protocol/schemas';
import { describe, expect, test } from 'vitest';

const LANE = '6f1d6f0e-6f3c-4f7e-9d6a-0d2b7f3c9a11';

function push(entries: unknown, rest: object = {}) {
  return { lane: LANE, trust: 'unverified', entries, ...rest };
}

function refusal(run: () => unknown): ConvotError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConvotError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a push', () => {
  test('answers a __proto__ key of JSON by name, and takes the rest', () => {
    const body = JSON.parse(
      `{"lane":"${LANE}","trust":"verified","entries":[{"seq":1,"custom_data":{"__proto__":"x","plan":"pro"}}]}`,
    );
    expect(readPush(body).entries[0]?.custom_data).toEqual({
      accepted: { plan: 'pro' },
      refused: [{ key: '__proto__', code: 'key_reserved' }],
    });
  });

  test('names each refused key and never fails for one', () => {
    const custom_data = { ok: 1, '': 1, list: [], constructor: 'x', long: 'x'.repeat(5_000) };
    const refused = readPush(push([{ seq: 1, custom_data }])).entries[0]?.custom_data.refused ?? [];
    expect(refused.map(({ key, code }) => [key, code])).toEqual([
      ['', 'key_empty'],
      ['list', 'value_type'],
      ['constructor', 'key_reserved'],
      ['long', 'value_too_long'],
    ]);
  });

  test('names the keys above the limit', () => {
    const custom_data = Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT + 1 }, (_, n) => [`k${n}`, n]));
    expect(readPush(push([{ seq: 1, custom_data }])).entries[0]?.custom_data.refused).toEqual([
      { key: `k${KEYS_PER_CONTACT}`, code: 'too_many_keys' },
    ]);
  });

  test('may begin anywhere and has no gap', () => {
    const entry = (seq: number) => ({ seq, custom_data: {} });
    expect(readPush(push([entry(7), entry(8)])).entries.map(({ seq }) => seq)).toEqual([7, 8]);
    for (const seqs of [
      [1, 3],
      [2, 1],
      [1, 1],
    ]) {
      expect(refusal(() => readPush(push(seqs.map(entry)))).code).toBe('lane_gap');
    }
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['no entries', push([])],
    ['too many entries', push(Array.from({ length: PUSH_ENTRIES + 1 }, (_, n) => ({ seq: n + 1, custom_data: {} })))],
    ['a lane that is no UUID', push([{ seq: 1, custom_data: {} }], { lane: 'lane' })],
    ['a trust that is none', push([{ seq: 1, custom_data: {} }], { trust: 'root' })],
    ['seq 0', push([{ seq: 0, custom_data: {} }])],
    ['a fraction as seq', push([{ seq: 1.5, custom_data: {} }])],
    ['a list as custom_data', push([{ seq: 1, custom_data: [] }])],
    ['null as custom_data', push([{ seq: 1, custom_data: null }])],
  ])('is refused: %s', (_, body) => {
    expect(refusal(() => readPush(body)).code).toBe('request_invalid');
  });
});

describe('an open request', () => {
  test('has its claim in the form that is sent', () => {
    expect(readOpenRequest({ claim: { email: 'Ada@Example.com', external_id: 7 } }).claim).toEqual({
      email: 'Ada@Example.com',
      external_id: '7',
    });
  });

  test('of nobody is a guest’s', () => {
    expect(readOpenRequest({})).toEqual({});
    expect(readOpenRequest({ claim: {} }).claim).toBeUndefined();
  });

  test('names the unusable field of a claim and keeps its value to itself', () => {
    const error = refusal(() => readOpenRequest({ claim: { external_id: 'secret'.repeat(100) } }));
    expect(error.code).toBe('claim_invalid');
    expect(error.message).not.toContain('secret');
  });

  test.each([{ identity: '' }, { identity: 'x'.repeat(20_000) }, { identity: 7 }, { resume: {} }, { claim: 'ada' }])(
    'is refused: %j',
    (body) => {
      expect(refusal(() => readOpenRequest(body)).code).toBe('request_invalid');
    },
  );
});

describe('chat bodies', () => {
  const draft = { client_id: LANE, text: ' hello ' };

  test('have their text trimmed', () => {
    expect(readMessageDraft(draft).text).toBe('hello');
    expect(readStart({ message: draft }).message.text).toBe('hello');
    expect(readTicketForm({ subject: ' Help ', email: 'Ada@Example.com' })).toEqual({
      subject: 'Help',
      email: 'ada@example.com',
    });
  });

  test.each([
    ['a blank message', () => readMessageDraft({ ...draft, text: ' \n ' })],
    ['a message above the limit', () => readMessageDraft({ ...draft, text: 'x'.repeat(8_001) })],
    ['a client_id that is no UUID', () => readMessageDraft({ ...draft, client_id: '1' })],
    ['a start without a message', () => readStart({})],
    ['a blank subject', () => readTicketForm({ subject: '' })],
    ['an email that is none', () => readTicketForm({ subject: 'Help', email: 'ada' })],
  ])('are refused: %s', (_, read) => {
    expect(refusal(read).code).toBe('request_invalid');
  });
});
