import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAT_ROUTES, type Session, type Ticket, VISITOR_ROUTES } from 'convot/protocol';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TicketLookup } from '../../../desk/wire/lookups.js';
import { bundle, type Child, type Program } from '../support/child.js';
import { createServerDatabase, databaseKinds, seedDirectory } from '../support/database.js';
import { type Backend, type BackendRequest, startBackend } from './backend.js';
import { IDENTIFY, SHOW } from './office.js';

const SLOW = { timeout: 25_000, interval: 50 };
const TOKEN = 'canary-token-31c7e9';
const SECRET_KEY = '5e'.repeat(32);
const CUSTOMER = { type: 'customer', plan: 'Pro', status: 'active', seats: 5 };

/**
 * Where each ticket's lookup stands when the desk is killed, and how often its endpoint is asked in all. The desk does
 * four lookups at a time, so the fifth one's job is still untouched.
 */
const POINTS = [
  ['begun', 'has begun, before the call', 1],
  ['answered', 'has its answer, before it is stored', 2],
  ['stored', 'is stored, before its job ends', 1],
  ['calling', 'waits for the answer', 2],
  ['waiting', 'is a job that nobody has taken', 1],
] as const;

/** A whole desk with a demo. With `HOLD` it stops a lookup at the point that its identifier names, and dies at one of them. */
const DESK = `
  import { changeSettings } from './lookups/settings-store.js';
  import { writePlan } from './plans/index.js';
  import { provisionDemo } from './provision.js';
  import { startDesk } from './start.js';

  const { DATA, DATABASE_URL, SECRET_KEY, ENDPOINT, HOLD } = process.env;
  const running = await startDesk({
    port: 0,
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : { data: DATA }),
    secretKey: SECRET_KEY,
    reach: 'public_or_loopback',
    log: (line) => console.error(line),
  });
  const { desk } = running;
  if (HOLD) hold();
  const { app, owner, organisationId } = await provisionDemo(running, { app: { name: 'Shop' }, directory: DATA });
  if (HOLD) {
    await writePlan(desk.db, organisationId, { plan: 'business' }, new Date());
    const settings = JSON.parse(process.env.SETTINGS);
    const faults = await changeSettings(desk, { userId: null, organisationId }, app.id, settings);
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
  }
  console.log('ready ' + JSON.stringify({ url: running.url, appId: app.id, owner }));

  function hold() {
    const { connector, bus } = desk;
    const publish = bus.publish;
    const call = async (request) => {
      if (request.url.endsWith('acct_begun')) await at('begun');
      const answer = await connector.call(request);
      if (request.url.endsWith('acct_answered')) await at('answered');
      return answer;
    };
    Object.assign(desk, { connector: { ...connector, call } });
    bus.publish = (topic, message) => {
      const { type, state } = JSON.parse(message.data);
      if (type === 'lookup' && state === 'finished') process.kill(process.pid, 'SIGKILL');
      publish(topic, message);
    };
  }

  function at(point) {
    console.log('at ' + point);
    return new Promise(() => {});
  }`;

let program: Program;
beforeAll(async () => {
  program = await bundle(DESK);
});
afterAll(() => program.remove());

describe.each(databaseKinds)('a desk on %s that is killed in the middle of lookups', (kind) => {
  let backend: Backend;
  let database: { readonly url: string; drop(): Promise<void> } | null = null;
  let directory: string;
  let first: Child;
  let second: Child;
  let tickets: Map<string, Ticket>;
  let office: Awaited<ReturnType<typeof signInto>>;

  beforeAll(async () => {
    backend = await startBackend();
    directory = await mkdtemp(join(tmpdir(), 'convot-crash-'));
    if (kind === 'postgresql') database = await createServerDatabase();
    else await seedDirectory(directory);
    first = start({ HOLD: '1' });
    tickets = await crash(first, backend);
    if (database) await lookLongDead(database.url);
    backend.answer(CUSTOMER);
    second = start({});
    office = await signInto(second);
  });
  afterAll(async () => {
    await second?.stop('SIGKILL');
    await backend.close();
    await database?.drop();
    await rm(directory, { recursive: true });
  });

  function start(env: NodeJS.ProcessEnv): Child {
    const settings = { enabled: true, url: backend.url, parameter: 'id', token: TOKEN, identify: IDENTIFY, show: SHOW };
    return program.start([], {
      DATA: directory,
      SECRET_KEY,
      SETTINGS: JSON.stringify(settings),
      ...(database && { DATABASE_URL: database.url }),
      ...env,
    });
  }

  test('has lost no ticket', async () => {
    const { tickets: stored } = (await office('/api/tickets')) as { tickets: { number: number }[] };
    expect(stored.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test.each(POINTS)('keeps the lookup %s: it %s', async (point, _, calls) => {
    const read = () => office(`/api/tickets/${tickets.get(point)?.id}/lookup`) as Promise<TicketLookup>;
    await expect.poll(async () => (await read()).latest?.result?.status, SLOW).toBe('ok');
    const { history, pending } = await read();
    expect(pending).toBeNull();
    expect(history).toMatchObject([{ trigger: 'new_ticket', result: { identifier: `acct_${point}`, status: 'ok' } }]);
    expect(history[0]?.result?.rows.map(({ text }) => text)).toEqual(['Pro', 'Active', '5']);
    expect(callsFor(backend, point)).toBe(calls);
  });

  test('has written its token nowhere but in an envelope', async () => {
    const output = [first.output(), second.output()].join('\n');
    expect(output.includes(TOKEN)).toBe(false);
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    expect(paths.length).toBeGreaterThan(kind === 'pglite' ? 500 : 0);
    for (const path of paths) expect([path, (await readFile(path)).includes(TOKEN)]).toEqual([path, false]);
  });
});

/** Brings five lookups to their points, and lets the desk be killed by the one that gets its result stored. */
async function crash(desk: Child, backend: Backend): Promise<Map<string, Ticket>> {
  const { url, appId } = await readyOf(desk);
  let release: (() => void) | undefined;
  backend.answer((response: ServerResponse, request: BackendRequest) => {
    const answer = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(CUSTOMER));
    const point = request.url.searchParams.get('id');
    if (point === 'acct_answered') answer();
    if (point === 'acct_stored') release = answer;
  });
  const tickets = new Map<string, Ticket>();
  for (const [point] of POINTS) {
    tickets.set(point, await ticketOf(url, appId, `Account ID: acct_${point}`));
    if (point === 'begun' || point === 'answered') await desk.line(new RegExp(`^at ${point}$`));
    if (point === 'stored' || point === 'calling') await asked(backend, point);
  }
  release?.();
  expect(await desk.ended).toBeNull();
  return tickets;
}

/** On a shared database a job is its process's own until it expires: as if that time were over. */
async function lookLongDead(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`update pgboss.job set started_on = now() - interval '1 day' where state = 'active'`;
  await sql.end();
}

interface Ready {
  readonly url: string;
  readonly appId: string;
  readonly owner: { readonly email: string; readonly password: string };
}

async function readyOf(desk: Child): Promise<Ready> {
  return JSON.parse((await desk.line(/^ready /)).slice('ready '.length)) as Ready;
}

/** A guest writes, and makes a ticket of it. */
async function ticketOf(url: string, appId: string, text: string): Promise<Ticket> {
  const post = async (path: string, body: unknown, credential = '') => {
    const headers = {
      'content-type': 'application/json',
      ...(credential && { authorization: `Bearer ${credential}` }),
    };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.status).toBeLessThan(300);
    return response.json();
  };
  const { credential } = (await post(VISITOR_ROUTES.app(appId, 'sessions'), {})) as Session;
  const message = { client_id: randomUUID(), text };
  const { conversation } = (await post(CHAT_ROUTES.conversations, { message }, credential)) as {
    conversation: { id: string };
  };
  return (await post(CHAT_ROUTES.ticket(conversation.id), { subject: 'Help' }, credential)) as Ticket;
}

/** Signs the owner in. @returns what reads a path as that person. */
async function signInto(desk: Child): Promise<(path: string) => Promise<unknown>> {
  const { url, owner } = await readyOf(desk);
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(owner),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return async (path) => (await fetch(`${url}${path}`, { headers: { cookie } })).json();
}

const asked = (backend: Backend, point: string) =>
  vi.waitFor(() => expect(callsFor(backend, point)).toBe(1), { timeout: SLOW.timeout, interval: 10 });

function callsFor(backend: Backend, point: string): number {
  return backend.requests.filter(({ url }) => url.searchParams.get('id') === `acct_${point}`).length;
}
