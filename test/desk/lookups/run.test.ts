import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runLookup } from '../../../desk/src/lookups/index.js';
import { createModel, type Model } from '../../../desk/src/model/index.js';
import type { LookupResult } from '../../../desk/wire/lookups.js';
import { answers, type ModelServer, startModelServer } from '../model/server.js';
import { answered, CUSTOMER, job, ports, settings, TOKEN } from './support.js';

let server: ModelServer;
let model: Model;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.reset();
  const made = createModel({ url: server.url, name: 'test-model' });
  if (!made) throw new Error('a model was configured');
  model = made;
});

const SUMMARY = {
  summary: 'A Pro customer with 5 seats.',
  rows: [
    { label: 'Tier', path: '/plan', text: null },
    { label: 'Standing', path: '/status', text: 'Active' },
  ],
};

describe('a run without a model', () => {
  it('reads, asks once, and shows what came back', async () => {
    const used = ports();
    let clock = Date.UTC(2026, 0, 1);
    const result = await runLookup(job(), { ...used, now: () => clock++ });
    expect(result).toEqual<LookupResult>({
      status: 'ok',
      reason: null,
      at: '2026-01-01T00:00:00.000Z',
      identifier: 'acct_12ab34cd',
      reader: 'plain',
      confirmed_for_sender: false,
      is_empty: false,
      heading: 'Customer',
      rows: [
        { label: 'Plan', path: '/plan', value: 'Pro', kind: 'text', text: 'Pro' },
        { label: 'Status', path: '/status', value: 'active', kind: 'text', text: 'Active' },
        { label: 'Seats', path: '/seats', value: 5, kind: 'number', text: '5' },
        { label: 'Monthly revenue', path: '/mrr', value: 49, kind: 'number', text: '49' },
      ],
      rows_by: 'plain',
      not_found: [],
      links: [{ label: 'View in admin', url: 'https://admin.shop.example/c/1', host: 'admin.shop.example' }],
      summary: null,
      summary_failure: null,
      http_status: 200,
      bytes: JSON.stringify(CUSTOMER).length,
      timing: { extract_ms: 1, fetch_ms: 1, summarise_ms: 1, total_ms: 7 },
      request: {
        method: 'GET',
        url: 'https://api.shop.example/support-context?id=acct_12ab34cd',
        headers: [
          { name: 'Host', value: 'api.shop.example' },
          { name: 'User-Agent', value: 'Convot' },
          { name: 'Accept', value: 'application/json' },
          { name: 'Accept-Encoding', value: 'identity' },
          { name: 'Authorization', value: 'Bearer ••••••••' },
        ],
        body: null,
      },
      paths: ['/type', '/plan', '/status', '/seats', '/mrr', '/signedUpAt'],
    });
    expect(used.sent).toHaveLength(1);
    expect(used.sent[0]?.headers.Authorization).toBe(`Bearer ${TOKEN}`);
    expect(used.spent).toEqual([]);
  });

  it('an unknown identifier is a clean "no data found"', async () => {
    expect(await runLookup(job(), ports({}, answered({})))).toMatchObject({
      status: 'ok',
      is_empty: true,
      rows: [],
      reason: null,
    });
  });

  it('without an identifier nothing is sent', async () => {
    const used = ports();
    const result = await runLookup(job({ mail: { subject: 'Hi', body: 'Where is my order?' } }), used);
    expect(result).toMatchObject({ status: 'no_identifier', reason: 'not_found', request: null, http_status: null });
    expect(result.timing).toMatchObject({ fetch_ms: null, summarise_ms: null });
    expect(used.sent).toEqual([]);
  });

  it("says when the identifier is the sender's own", async () => {
    const sender = { email: 'ana@shop.example', externalId: 'acct_12ab34cd', verified: ['acct_12ab34cd'] };
    expect(await runLookup(job({ sender }), ports())).toMatchObject({ confirmed_for_sender: true });
  });

  it('is asked by an email’s own sender, confirmed only where that is proven; by nobody’s claim in the chat', async () => {
    const asked = settings({ identify: "Use the sender's email." });
    const mail = { subject: 'Hi', body: 'Where is my order?', from: 'ana@shop.example' };
    const sender = { email: 'ana@shop.example', externalId: null };
    const run = (over: object, verified: string[]) =>
      runLookup(job({ settings: asked, mail, sender: { ...sender, verified }, ...over }), ports());
    expect(await run({}, [])).toMatchObject({ identifier: 'ana@shop.example', confirmed_for_sender: false });
    expect(await run({}, ['ana@shop.example'])).toMatchObject({ confirmed_for_sender: true });
    expect(await run({ mail: { ...mail, from: null } }, [])).toMatchObject({ reason: 'not_in_mail', request: null });
  });

  it('never asks by what is left of the sender’s own address', async () => {
    const email = 'ana+news@x.example';
    const used = ports();
    const asked = settings({ identify: "Use the sender's email." });
    const mail = { subject: '', body: `I am ${email}`, from: email };
    const result = await runLookup(
      job({ settings: asked, mail, sender: { email, externalId: null, verified: [email] } }),
      used,
    );
    expect(result).toMatchObject({ status: 'no_identifier', identifier: null, confirmed_for_sender: false });
    expect(used.sent).toEqual([]);
  });

  it.each([
    [answered('[]'), 'not_an_object', 200],
    [answered('{}', 301), 'redirect', 301],
    [answered('{}', 404), 'status', 404],
    [answered('{}', 200, 'text/html'), 'wrong_type', 200],
    [answered('{'), 'not_json', 200],
    [answered({ a: 'x'.repeat(70_000) }), 'too_large', 200],
    [{ ok: false, reason: 'timeout' } as const, 'timeout', null],
    [{ ok: false, reason: 'address_not_public' } as const, 'address_not_public', null],
  ])(
    'an answer that breaks the contract is a fetch error with its reason, after one call (%#)',
    async (answer, reason, http_status) => {
      const used = ports({}, answer);
      const result = await runLookup(job(), used);
      expect(result).toMatchObject({
        status: 'fetch_error',
        reason,
        http_status,
        identifier: 'acct_12ab34cd',
        rows: [],
        links: [],
      });
      expect(result.request?.url).toContain('?id=acct_12ab34cd');
      expect(used.sent).toHaveLength(1);
    },
  );
});

describe('a lookup that is not to run', () => {
  it.each([
    ['not enabled', job({ settings: settings({ enabled: false }) }), 'not_enabled'],
    ['not in the plan', job({ isInPlan: false }), 'not_in_plan'],
    ['not in the plan, in the test panel', job({ isInPlan: false, isTest: true }), 'not_in_plan'],
    ['half set up', job({ settings: settings({ url: '' }) }), 'settings_incomplete'],
    ['without a token', job({ settings: settings({ token_configured: false }) }), 'settings_incomplete'],
  ])('is disabled: %s', async (_, work, reason) => {
    const used = ports({ model });
    expect(await runLookup(work, used)).toMatchObject({ status: 'disabled', reason, request: null });
    expect([used.sent, server.requests]).toEqual([[], []]);
  });

  it('runs in the test panel before it is enabled', async () => {
    expect(await runLookup(job({ settings: settings({ enabled: false }), isTest: true }), ports())).toMatchObject({
      status: 'ok',
    });
  });

  it('never calls a URL that the rules refuse, unless development allows this machine', async () => {
    const local = settings({ url: 'http://127.0.0.1:3000/x' });
    const used = ports();
    expect(await runLookup(job({ settings: local }), used)).toMatchObject({
      status: 'fetch_error',
      reason: 'url_refused',
    });
    expect(used.sent).toEqual([]);
    expect(await runLookup(job({ settings: local, allowLoopback: true }), used)).toMatchObject({ status: 'ok' });
  });
});

describe('a run with a model', () => {
  it('shows its rows and its summary, each row with its own raw value', async () => {
    server.answer(answers.object(SUMMARY));
    const used = ports({ model });
    expect(await runLookup(job(), used)).toMatchObject({
      status: 'ok',
      reader: 'plain',
      rows_by: 'model',
      summary: 'A Pro customer with 5 seats.',
      rows: [
        { label: 'Tier', path: '/plan', value: 'Pro', text: 'Pro' },
        { label: 'Standing', path: '/status', value: 'active', text: 'Active' },
      ],
    });
    expect(used.spent).toHaveLength(1);
    expect(server.faults).toEqual([]);
    expect(server.requests[0]?.text).not.toContain('canary');
    expect(server.requests[0]?.body.messages[1]?.content).toContain(
      '/signedUpAt = \\"2025-09-01\\"'.replaceAll('\\', ''),
    );
  });

  it('drops rows that show nothing of the answer', async () => {
    const rows = [
      ...[
        '/nothing',
        '/links/0/url',
        '/__proto__',
        '/constructor/name',
        '/toString',
        'plan',
        '',
        '/',
        '/plan/length',
        '/seats ',
      ],
      ...['/plan', '/plan'],
    ].map((path) => ({ label: 'x', path, text: 'invented' }));
    server.answer(answers.object({ summary: null, rows }));
    const { rows: shown } = await runLookup(job(), ports({ model }));
    expect(shown).toEqual([{ label: 'x', path: '/plan', value: 'Pro', kind: 'text', text: 'invented' }]);
  });

  it('keeps words plain and short, and links out of them', async () => {
    const evil =
      '<img src=x onerror=alert(1)>**Pay** [here](https://evil.example) or www.evil.example javascript:alert(1) \u202e`now`';
    server.answer(
      answers.object({ summary: `${evil} ${'x'.repeat(1_000)}`, rows: [{ label: evil, path: '/plan', text: evil }] }),
    );
    const { summary, rows } = await runLookup(job(), ports({ model }));
    expect(rows[0]).toMatchObject({ label: 'Pay here or now', text: 'Pay here or now', value: 'Pro' });
    expect(summary).toMatch(/^Pay here or now x+…$/);
    expect(summary).toHaveLength(400);
  });

  it('without a usable row it shows the plain ones', async () => {
    server.answer(answers.object({ summary: 'Pro.', rows: [{ label: 'x', path: '/nothing', text: null }] }));
    expect(await runLookup(job(), ports({ model }))).toMatchObject({
      rows_by: 'plain',
      summary: 'Pro.',
      rows: [{ label: 'Plan' }, {}, {}, {}],
    });
  });

  it.each([
    ['model_rate_limited', [answers.failure(429)]],
    ['model_unavailable', [answers.failure(500)]],
    ['model_output_invalid', [answers.text('no'), answers.cut(SUMMARY)]],
  ])('that fails costs the summary alone: %s', async (summary_failure, said) => {
    server.answer(...said);
    const result = await runLookup(job(), ports({ model }));
    expect(result).toMatchObject({ status: 'ok', rows_by: 'plain', summary: null, summary_failure });
    expect(result.rows).toHaveLength(4);
  });

  it('has nothing to summarise where nobody was found', async () => {
    expect(await runLookup(job(), ports({ model }, answered({})))).toMatchObject({ status: 'ok', is_empty: true });
    expect(server.requests).toEqual([]);
  });

  it('with the credits gone makes no call at all', async () => {
    const used = ports({ model, credits: { left: async () => false, spend: () => {} } });
    expect(await runLookup(job(), used)).toMatchObject({
      status: 'skipped_credits',
      reason: 'credits_exhausted',
      identifier: null,
    });
    expect([used.sent, server.requests]).toEqual([[], []]);
  });

  it('asks for no summary when the identifier took the last credits', async () => {
    server.answer(answers.object({ identifier: 'acct_12ab34cd' }));
    let left = 1;
    const credits = { left: async () => left > 0, spend: () => void left-- };
    const work = job({ settings: settings({ identify: 'Whatever identifies the customer' }) });
    const result = await runLookup(work, ports({ model, credits }));
    expect(result).toMatchObject({
      status: 'ok',
      reader: 'model',
      rows_by: 'plain',
      summary_failure: 'credits_exhausted',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a run never throws, whatever its ports do', () => {
  const broken = () => Promise.reject(new Error(`${TOKEN} acct_12ab34cd`));

  it.each([
    ['the connector', ports({ fetch: broken }), 'fetch_error'],
    [
      'the connector, at once',
      ports({
        fetch: () => {
          throw new Error(TOKEN);
        },
      }),
      'fetch_error',
    ],
    ['the credits', ports({ credits: { left: broken, spend: () => {} } }), 'no_identifier'],
  ])('%s', async (_, used, status) => {
    const result = await runLookup(job(), { ...used, model });
    expect(result).toMatchObject({ status, reason: 'internal', rows: [] });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('the counting of credits', async () => {
    server.answer(answers.object(SUMMARY));
    const result = await runLookup(job(), ports({ model, credits: { left: async () => true, spend: broken } }));
    expect(result).toMatchObject({ status: 'ok', rows_by: 'plain', summary_failure: 'internal' });
  });
});
