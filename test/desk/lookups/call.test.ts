import { LOOKUP_TIME_MS } from 'convot/protocol';
import { describe, expect, test } from 'vitest';
import { callThrough } from '../../../desk/src/lookups/call.js';
import type { Connector, OutgoingRequest, OutgoingResult } from '../../../desk/src/outgoing/index.js';
import { outgoingRemedies } from '../../../desk/web/locales/outgoing-en.js';
import type { OutgoingCode, OutgoingTiming } from '../../../desk/wire/outgoing.js';
import { TOKEN } from './support.js';

const TIMING: OutgoingTiming = { dns: 1, connect: 2, tls: 3, headers: 4, body: 5, total: 15 };
const GET = {
  method: 'GET',
  url: 'https://api.shop.example/x?id=acct_1',
  headers: { Accept: 'a' },
  body: null,
} as const;

/** A way out that answers this, and notes what it was asked for. */
function wayOut(answer: OutgoingResult) {
  const asked: OutgoingRequest[] = [];
  const call: Connector['call'] = async (request) => {
    asked.push(request);
    return answer;
  };
  return { asked, connector: { call } as Connector };
}

function failed(
  code: OutgoingCode,
  detail: string | null = null,
  status: number | null = null,
  bytes: number | null = null,
): OutgoingResult {
  return { ok: false, code, step: 'headers', detail, status, bytes, timing: TIMING } as OutgoingResult;
}

function answered(json: unknown): OutgoingResult {
  const body = new TextEncoder().encode(JSON.stringify(json));
  const headers = new Headers({ 'Content-Type': 'application/json' });
  return { ok: true, status: 200, headers, body, json, timing: TIMING } as OutgoingResult;
}

describe('a lookup’s call', () => {
  test('is one, with five seconds for all of it, for JSON, and otherwise as it was built', async () => {
    const { asked, connector } = wayOut(answered({}));
    const signal = new AbortController().signal;
    await callThrough(connector, { token: TOKEN }, signal).fetch(GET);
    const { body: _, ...built } = GET;
    expect(asked).toEqual([{ ...built, expect: 'json', timeMs: 5_000, signal }]);
    expect(LOOKUP_TIME_MS).toBe(5_000);
    const post = { ...GET, method: 'POST', body: '{"id":"acct_1"}' } as const;
    await callThrough(connector, { token: TOKEN }).fetch(post);
    expect(asked[1]).toEqual({ ...post, expect: 'json', timeMs: 5_000 });
  });

  test('is told with its times, and before it is made not at all', async () => {
    const { connector } = wayOut(failed('timeout'));
    const caller = callThrough(connector, { token: TOKEN });
    expect(caller.told()).toBeNull();
    expect(await caller.fetch(GET)).toEqual({ ok: false, reason: 'timeout' });
    expect(caller.told()).toEqual({ code: 'timeout', step: 'headers', detail: null, timing: TIMING });
  });

  test.each([
    ['status', null, 503, 'status'],
    ['redirect', null, 302, 'redirect'],
    ['not_json', 'type', 200, 'wrong_type'],
    ['not_json', 'text', 200, 'not_json'],
    ['too_large', 'counted', 200, 'too_large'],
    ['host_not_public', 'private', null, 'address_not_public'],
    ['encoding', 'content', 200, 'answer_invalid'],
  ] as const)('that ends with %s (%s, %s) is told as %s', async (code, detail, status, reason) => {
    const { connector } = wayOut(failed(code, detail, status));
    const answer = await callThrough(connector, { token: TOKEN }).fetch(GET);
    expect(answer).toEqual({ ok: false, reason, ...(status !== null && { status }) });
  });

  test('that is too large is told with its size', async () => {
    const { connector } = wayOut(failed('too_large', 'announced', 200, 70_000));
    expect(await callThrough(connector, { token: TOKEN }).fetch(GET)).toMatchObject({
      reason: 'too_large',
      bytes: 70_000,
    });
  });

  test.each(Object.keys(outgoingRemedies) as OutgoingCode[])('has a reason for %s', async (code) => {
    const answer = await callThrough(wayOut(failed(code)).connector, { token: TOKEN }).fetch(GET);
    expect(answer).toMatchObject({ ok: false, reason: expect.stringMatching(/^[a-z_]+$/) });
  });

  test('hands on an answer without the secrets that it says back, wherever they stand', async () => {
    const signing = ['ab'.repeat(32)];
    const echo = { [`key ${TOKEN}`]: 1, plan: 'Pro', list: [{ text: `Bearer ${TOKEN}!` }, signing[0]] };
    const answer = await callThrough(wayOut(answered(echo)).connector, { token: TOKEN, signing }).fetch(GET);
    const text = answer.ok ? new TextDecoder().decode(answer.body) : '';
    expect(JSON.parse(text)).toEqual({
      'key ••••••••': 1,
      plan: 'Pro',
      list: [{ text: 'Bearer ••••••••!' }, '••••••••'],
    });
  });
});
