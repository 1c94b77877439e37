import { verifyRequest } from 'convot/proof';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import { enqueue } from '../../../desk/src/jobs/index.js';
import { startLookup } from '../../../desk/src/lookups/index.js';
import type { Model } from '../../../desk/src/model/index.js';
import { creditsOf, shownCredits } from '../../../desk/src/plans/index.js';
import type { LookupSettingsPage, LookupTest } from '../../../desk/wire/lookups.js';
import type { OrganisationPlan } from '../../../desk/wire/plans.js';
import { eachDatabase } from '../support/database.js';
import { type Backend, startBackend } from './backend.js';
import { hireStaff, IDENTIFY, type Office, openOffice, SHOW, type Staff } from './office.js';

const TOKEN = 'canary-token-77d1';
const OTHER_TOKEN = 'canary-token-88e2';
const SIGNING = 'ab'.repeat(32);
const MAIL = 'Hello,\nAccount ID: acct_12ab34cd\nThanks';
const SLOW = { timeout: 20_000, interval: 10 };

eachDatabase('lookups of a desk', (database) => {
  let office: Office;
  let backend: Backend;
  let staff: Staff;

  beforeAll(async () => {
    backend = await startBackend();
    staff = await hireStaff(database());
  });
  afterAll(() => backend.close());
  beforeEach(async () => {
    backend.requests.length = 0;
    // A job that an earlier test left would be done in this one.
    await database().db.execute(sql`delete from pgboss.job`);
    backend.answer({ type: 'customer', plan: 'Pro', status: 'active', seats: 5 });
    office = await openOffice(database(), undefined, staff);
  });
  afterEach(() => office.stop());

  async function setUp(enabled = true) {
    await office.owner('PUT', '/api/plan', { plan: 'business' });
    return office.set({ enabled, url: backend.url, parameter: 'id', token: TOKEN, identify: IDENTIFY, show: SHOW });
  }
  const finished: Office['finished'] = (ticketId, runs) => office.finished(ticketId, runs);
  const runsOf = (ticketId: string) =>
    database().db.select().from(schema.lookupRuns).where(eq(schema.lookupRuns.ticketId, ticketId));

  test('run once for a new ticket, and their result is kept on it', async () => {
    await setUp();
    office.work();
    const ticket = await office.ticket(MAIL);
    const { latest, pending } = await finished(ticket.id);
    expect(pending).toBeNull();
    expect(latest).toMatchObject({ trigger: 'new_ticket', state: 'finished', started_by: null, changes: [] });
    expect(latest?.result).toMatchObject({ status: 'ok', identifier: 'acct_12ab34cd', reader: 'plain' });
    expect(latest?.result?.rows.map(({ label, text }) => [label, text])).toEqual([
      ['Plan', 'Pro'],
      ['Status', 'Active'],
      ['Seats', '5'],
    ]);
    expect(backend.requests).toHaveLength(1);
    expect(backend.requests[0]?.url.searchParams.get('id')).toBe('acct_12ab34cd');
    expect(backend.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('are there with their ticket or not at all, and only once however often they are started', async () => {
    await setUp();
    const ticket = await office.ticket(MAIL);
    await database().db.transaction((tx) => startLookup(tx, () => undefined, ticket.id, new Date()));
    const runs = await runsOf(ticket.id);
    expect(runs.map(({ trigger, state }) => [trigger, state])).toEqual([['new_ticket', 'waiting']]);
    const jobs = await database().db.execute(
      sql`select data from pgboss.job where name = 'lookup' and singleton_key = ${runs[0]?.id ?? ''}`,
    );
    expect([...jobs]).toEqual([{ data: { runId: runs[0]?.id } }]);
  });

  test('ask nobody again when a finished run’s job comes back', async () => {
    await setUp();
    office.work();
    const ticket = await office.ticket(MAIL);
    await finished(ticket.id);
    const [run] = await runsOf(ticket.id);
    await database().db.transaction((tx) =>
      enqueue(tx, 'lookup', { runId: run?.id ?? '' }, { singletonKey: 'once more' }),
    );
    office.testDesk.desk.jobs.wake();
    const done = sql`select count(*)::int as n from pgboss.job where singleton_key = 'once more' and state = 'completed'`;
    await expect.poll(async () => (await database().db.execute<{ n: number }>(done))[0]?.n, SLOW).toBe(1);
    expect(backend.requests).toHaveLength(1);
    expect(await runsOf(ticket.id)).toEqual([run]);
    await database().db.execute(sql`delete from pgboss.job where singleton_key = 'once more'`);
  });

  test('leave spam alone, and apps that never set them up', async () => {
    const untouched = await office.ticket(MAIL);
    expect(await runsOf(untouched.id)).toEqual([]);
    await setUp();
    await database().db.update(schema.tickets).set({ isSpam: true }).where(eq(schema.tickets.id, untouched.id));
    await database().db.transaction((tx) => startLookup(tx, () => undefined, untouched.id, new Date()));
    expect(await runsOf(untouched.id)).toEqual([]);
  });

  test('keep an answer that holds what the database can’t, after one call', async () => {
    await setUp();
    await office.set({ show: '' });
    const long = `${'x'.repeat(2_047)}😀`;
    backend.answer({
      type: 'a\0',
      plan: 'P\0ro',
      'k\0ey': '\ud83d!',
      long,
      links: [{ label: '\udc00', url: backend.url }],
    });
    office.work();
    const { latest } = await finished((await office.ticket(MAIL)).id);
    const rows = new Map(latest?.result?.rows.map(({ path, value }) => [path, value]));
    expect([rows.get('/plan'), rows.get('/key'), rows.get('/long')]).toEqual(['Pro', '\ufffd!', 'x'.repeat(2_047)]);
    expect(backend.requests).toHaveLength(1);
  });

  test('keep to themselves how the connection is set up: no agent reads it on a ticket, the owner in a test', async () => {
    await setUp();
    office.work();
    const ticket = await office.ticket(MAIL);
    const seen = await finished(ticket.id);
    expect(seen.latest?.result).toMatchObject({ status: 'ok', request: null });
    expect(JSON.stringify(seen)).not.toMatch(/support-context|Authorization|"paths"/);
    const tested = await office.owner('POST', `${office.lookupPath}/test`, { subject: '', body: MAIL });
    expect((tested.json as LookupTest).result.request?.url).toContain('support-context?id=acct_12ab34cd');
  });

  test('are tested for their own credits, whatever else the organisation’s month pays meanwhile', async () => {
    const usage = { inputTokens: 200, outputTokens: 100, isEstimated: false };
    const model: Model = {
      name: 'm',
      host: 'model.example',
      async structured({ spend, schema }) {
        await spend(usage);
        await creditsOf(office.testDesk.desk, office.team.organisationId).spend({ ...usage, inputTokens: 5_000 });
        return { value: schema.parse({ identifier: null }), usage, repair: 'none' };
      },
      stream: () => {
        throw new Error('nothing is streamed');
      },
    };
    office = await openOffice(database(), model);
    await setUp(false);
    await office.set({ identify: 'Whatever identifies the customer best' });
    const { credits } = (await office.owner('POST', `${office.lookupPath}/test`, { subject: '', body: 'Hi' }))
      .json as LookupTest;
    expect(credits.used).toBe(shownCredits(300));
  });

  test('are told to open inboxes, without what they found', async () => {
    await setUp();
    office.work();
    const ticket = await office.ticket(MAIL);
    await finished(ticket.id);
    const events = await database()
      .db.select()
      .from(schema.events)
      .where(eq(schema.events.scope, `org:${office.team.organisationId}`))
      .orderBy(schema.events.seq);
    const told = events
      .map(({ payload }) => payload as { type: string; ticket_id?: string })
      .filter(({ type, ticket_id }) => type === 'lookup' && ticket_id === ticket.id);
    expect(told).toMatchObject([
      { ticket_id: ticket.id, state: 'waiting', status: null },
      { ticket_id: ticket.id, state: 'finished', status: 'ok' },
    ]);
    expect(JSON.stringify(told)).not.toContain('acct_');
  });

  test('say who is confirmed: the verified contact’s own identifier, and nobody else’s', async () => {
    await setUp();
    office.work();
    const own = await office.ticket(MAIL, await office.visitor({ external_id: 'acct_12ab34cd' }));
    const others = await office.ticket(MAIL, await office.visitor({ external_id: 'acct_99' }));
    const guests = await office.ticket(MAIL);
    const confirmed = async (id: string) => (await finished(id)).latest?.result?.confirmed_for_sender;
    expect([await confirmed(own.id), await confirmed(others.id), await confirmed(guests.id)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('are repeated by hand, at most once in 10 s, and tell what changed', async () => {
    const start = Date.parse('2026-03-01T12:00:00.000Z');
    office.testDesk.setTime(new Date(start));
    await setUp();
    office.work();
    const ticket = await office.ticket(MAIL);
    await finished(ticket.id);
    const refresh = () => office.member('POST', `/api/tickets/${ticket.id}/lookup/refresh`);
    backend.answer({ plan: 'Free', seats: 5, credits: 3, status: 'active' });

    office.testDesk.setTime(new Date(start + 9_999));
    const early = await refresh();
    expect(early.status).toBe(429);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(early.json).toMatchObject({ error: { code: 'too_many_requests', reason: 'refresh_too_soon' } });
    expect(JSON.stringify(early.json)).toContain('2026-03-01T12:00:10.000Z');
    expect(backend.requests).toHaveLength(1);

    office.testDesk.setTime(new Date(start + 10_000));
    expect((await refresh()).status).toBe(202);
    const { latest, history } = await finished(ticket.id, 2);
    expect(latest).toMatchObject({ trigger: 'refresh', started_by: 'Max' });
    expect(latest?.changes).toMatchObject([
      { label: 'Plan', what: 'changed', before: { text: 'Pro' }, after: { text: 'Free' } },
    ]);
    expect(history.map(({ trigger }) => trigger)).toEqual(['refresh', 'new_ticket']);
  });

  test('under way are not started again by two who refresh at once', async () => {
    await setUp();
    const ticket = await office.ticket(MAIL);
    const refresh = () => office.member('POST', `/api/tickets/${ticket.id}/lookup/refresh`);
    expect((await Promise.all([refresh(), refresh()])).map(({ status }) => status)).toEqual([202, 202]);
    expect(await runsOf(ticket.id)).toHaveLength(1);
  });

  test.each([
    ['disabled', 'not_enabled', async () => void (await office.set({ enabled: false }))],
    ['disabled', 'not_in_plan', async () => void (await office.owner('PUT', '/api/plan', { plan: 'free' }))],
    ['disabled', 'settings_incomplete', async () => void (await office.owner('DELETE', `${office.lookupPath}/token`))],
    [
      'fetch_error',
      'status',
      async () =>
        backend.answer((response: { writeHead(n: number): { end(): void } }) => response.writeHead(500).end()),
    ],
    [
      'fetch_error',
      'wrong_type',
      async () => backend.answer((response: { end(text: string): void }) => response.end('{}')),
    ],
    ['ok', null, async () => backend.answer({})],
  ])('end as %s (%s)', async (status, reason, given) => {
    await setUp();
    office.work();
    await given();
    const ticket = await office.ticket(MAIL);
    expect((await finished(ticket.id)).latest?.result).toMatchObject({ status, reason });
  });

  test('end as no_identifier without a call', async () => {
    await setUp();
    office.work();
    const ticket = await office.ticket('Hello');
    expect((await finished(ticket.id)).latest?.result).toMatchObject({ status: 'no_identifier', reason: 'not_found' });
    expect(backend.requests).toHaveLength(0);
  });

  test('are signed with every live secret', async () => {
    await setUp();
    await office.set({ method: 'POST', signing_secret: SIGNING });
    await office.set({ signing_secret: 'cd'.repeat(32) });
    office.work();
    await finished((await office.ticket(MAIL)).id);
    const [request] = backend.requests;
    const { method = '', url = '', body = '', headers } = request ?? {};
    expect(body).toBe('{"id":"acct_12ab34cd"}');
    for (const secret of [SIGNING, 'cd'.repeat(32)]) {
      const signature = String(headers?.['convot-signature']);
      expect(await verifyRequest({ method, url, body, signature, secrets: [secret] })).toBeNull();
    }
  });

  test('use the current token; the previous one can be taken back or forgotten', async () => {
    await setUp(false);
    await office.set({ token: OTHER_TOKEN });
    const sent = async () => {
      await office.owner('POST', `${office.lookupPath}/test`, { subject: 'x', body: MAIL });
      return backend.requests.at(-1)?.headers.authorization;
    };
    expect(await sent()).toBe(`Bearer ${OTHER_TOKEN}`);
    const restored = await office.owner('POST', `${office.lookupPath}/token/restore`);
    expect(restored.status).toBe(200);
    expect(await sent()).toBe(`Bearer ${TOKEN}`);
    const ended = await office.owner('DELETE', `${office.lookupPath}/token/previous`);
    expect(ended.json).toMatchObject({ token: { previous: null }, token_configured: true });
    expect((await office.owner('POST', `${office.lookupPath}/token/restore`)).status).toBe(404);
    expect(await sent()).toBe(`Bearer ${TOKEN}`);
  });

  test('are tested before they are enabled, on no ticket', async () => {
    await setUp(false);
    const answer = await office.owner('POST', `${office.lookupPath}/test`, { subject: 'Help', body: MAIL });
    expect(answer.status).toBe(200);
    const { result, call, credits, reading } = answer.json as LookupTest;
    expect(result).toMatchObject({ status: 'ok', identifier: 'acct_12ab34cd', confirmed_for_sender: false });
    expect(result.request?.headers).toContainEqual({ name: 'Authorization', value: 'Bearer ••••••••' });
    expect(call).toMatchObject({ code: null, timing: { total: expect.any(Number) } });
    expect(reading).toMatchObject({ understood: true });
    expect(credits).toEqual({ used: 0, left: 10_000 });
    const of = eq(schema.lookupRuns.appId, office.team.app.id);
    expect(await database().db.select().from(schema.lookupRuns).where(of)).toEqual([]);
  });

  test('are tested with a sender’s address, which is found and not confirmed', async () => {
    await setUp(false);
    await office.set({ identify: "Use the sender's email." });
    const sample = { subject: 'Help', body: 'Hello', sender_email: 'ana@shop.example' };
    const { result } = (await office.owner('POST', `${office.lookupPath}/test`, sample)).json as LookupTest;
    expect(result).toMatchObject({ status: 'ok', identifier: 'ana@shop.example', confirmed_for_sender: false });
    const claimed = await office.visitor();
    office.work();
    await office.set({ enabled: true });
    const { latest } = await finished((await office.ticket('Hello', claimed)).id);
    expect(latest?.result).toMatchObject({ status: 'no_identifier' });
  });

  test('are the owner’s to set up: members neither see nor change them, nor do other organisations', async () => {
    await setUp();
    const paths = [
      ['GET', office.lookupPath],
      ['PUT', office.lookupPath],
      ['POST', `${office.lookupPath}/test`],
      ['POST', `${office.lookupPath}/token/restore`],
      ['DELETE', `${office.lookupPath}/token`],
      ['DELETE', `${office.lookupPath}/token/previous`],
      ['PUT', '/api/plan'],
    ] as const;
    const body = (method: string) =>
      method === 'PUT' ? {} : method === 'POST' ? { subject: '', body: '' } : undefined;
    for (const [method, path] of paths) {
      expect([path, (await office.member(method, path, body(method))).status]).toEqual([path, 403]);
    }
    const stranger = await openOffice(database());
    for (const [method, path] of paths.slice(0, -1)) {
      expect([path, (await stranger.owner(method, path, body(method))).status]).toEqual([path, 404]);
    }
    const ticket = await office.ticket(MAIL);
    expect((await stranger.owner('GET', `/api/tickets/${ticket.id}/lookup`)).status).toBe(404);
    expect((await stranger.owner('POST', `/api/tickets/${ticket.id}/lookup/refresh`)).status).toBe(404);
  });

  test('settings keep a secret that is left blank, and refuse faulty fields as a whole', async () => {
    await setUp();
    const kept = await office.set({ token: '', show: 'Show Plan.' });
    expect(kept).toMatchObject({ token_configured: true, show: 'Show Plan.', enabled: true, missing: [] });
    const refused = await office.owner('PUT', office.lookupPath, {
      show: 'Never stored.',
      url: 'http://api.shop.example/x',
      signing_secret: 'short',
    });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      error: { code: 'request_invalid' },
      faults: [
        { field: 'url', fault: 'not_https' },
        { field: 'signing_secret', fault: 'not_64_hex' },
      ],
    });
    const now = (await office.owner('GET', office.lookupPath)).json as LookupSettingsPage;
    expect(now.show).toBe('Show Plan.');
    expect(now.token.previous).toBeNull();
  });

  test('cannot be enabled half filled', async () => {
    const refused = await office.owner('PUT', office.lookupPath, { enabled: true });
    expect(refused.status).toBe(400);
    const fields = (refused.json as { faults: { field: string }[] }).faults.map(({ field }) => field);
    expect(fields).toEqual(['url', 'parameter', 'identify', 'token']);
  });

  test('leave a trace of every change in the audit log, and no value', async () => {
    await setUp();
    await office.owner('DELETE', `${office.lookupPath}/token`);
    const { entries } = (await office.owner('GET', `/api/apps/${office.team.app.id}/audit`)).json as {
      entries: { what: string; detail: string | null }[];
    };
    expect(entries.map(({ what, detail }) => `${what}: ${detail}`)).toEqual(
      expect.arrayContaining([
        'lookup_changed: enabled, identify, parameter, show, url',
        'lookup_secret_entered: token',
        'lookup_secret_ended: token, all',
      ]),
    );
  });

  test('tell a secret to nobody: no table, answer, event or line holds it', async () => {
    await setUp();
    await office.set({ signing_secret: SIGNING });
    // An endpoint that says back whatever it was sent.
    backend.answer(
      (response: { setHeader(n: string, v: string): { end(t: string): void } }, request: { headers: object }) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ echo: { ...request.headers } })),
    );
    await office.set({ show: '' });
    office.work();
    const answers = [
      await office.owner('GET', office.lookupPath),
      await office.owner('POST', `${office.lookupPath}/test`, { subject: 'Help', body: MAIL }),
      await office.owner('GET', `/api/apps/${office.team.app.id}/audit`),
    ];
    const ticket = await office.ticket(MAIL);
    await finished(ticket.id);
    answers.push(await office.member('GET', `/api/tickets/${ticket.id}/lookup`));
    const seen = [JSON.stringify(answers.map(({ json }) => json)), office.testDesk.lines.join('\n'), await dump()];
    for (const text of seen) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(SIGNING);
    }
    const secrets = await database().db.select().from(schema.lookupSecrets);
    for (const { sealed } of secrets) expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(secrets.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['token', 'signing_secret']));
    expect(seen[0]).toContain('Bearer ••••••••');
    expect(seen[2]).toContain('acct_12ab34cd');
  });

  test('plans and credits are the owner’s to say, and the month’s use is told', async () => {
    office = await openOffice(database());
    const read = async () => (await office.member('GET', '/api/plan')).json as OrganisationPlan;
    expect(await read()).toMatchObject({
      plan: 'free',
      features: [],
      has_own_credits: false,
      used_credits: 0,
      model: null,
    });
    const answer = await office.owner('PUT', '/api/plan', { plan: 'business', monthly_credits: 7 });
    expect(answer.json).toMatchObject({ plan: 'business', monthly_credits: 7, left_credits: 7, has_own_credits: true });
    await office.owner('PUT', '/api/plan', { monthly_credits: null });
    expect(await read()).toMatchObject({ plan: 'business', features: ['customer_context'], monthly_credits: 10_000 });
    for (const wrong of [{ plan: 'gold' }, { monthly_credits: -1 }, { monthly_credits: 1.5 }, { more: 1 }]) {
      expect((await office.owner('PUT', '/api/plan', wrong)).status).toBe(400);
    }
  });

  /** Every row of every table, as text. */
  async function dump(): Promise<string> {
    const { db } = database();
    const tables = await db.execute<{ schema: string; name: string }>(
      sql`select table_schema as schema, table_name as name from information_schema.tables
          where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
    );
    const rows = await Promise.all(
      tables.map(({ schema, name }) =>
        db.execute(sql`select t::text from ${sql.identifier(schema)}.${sql.identifier(name)} t`),
      ),
    );
    return JSON.stringify(rows);
  }
});
