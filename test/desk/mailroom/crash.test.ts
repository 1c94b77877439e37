import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConversationPage, ConversationRow, TicketRow } from '../../../desk/wire/index.js';
import { scriptedServer } from '../email/smtp-talk.js';
import { bundle, type Child, type Program } from '../support/child.js';
import { createServerDatabase, databaseKinds, seedDirectory } from '../support/database.js';
import { letter, outgoingOf } from './post-office.js';

const SLOW = { timeout: 25_000, interval: 50 };
const INBOX = 'support@desk.example';

/** Handed in before the desk is killed, and all of them once more after it. */
const MAILS = {
  /** Its agent’s answer is being handed over. */
  answered: letter({ subject: 'answered' }),
  /** Its ticket is stored, and its job has not ended. */
  committed: letter({ subject: 'committed' }),
  /** Its bytes are stored, and nobody has looked at them. */
  stored: letter({ subject: 'stored' }),
};

/** A whole desk with a demo. With `HOLD` a job stops for ever once it has stored the ticket of that subject. */
const DESK = `
  import { secretsOf } from './apps/index.js';
  import { changeEmailSettings } from './mailroom/index.js';
  import { provisionDemo } from './provision.js';
  import { startDesk } from './start.js';

  const { DATA, DATABASE_URL, SMTP_URL, HOLD } = process.env;
  const running = await startDesk({
    port: 0,
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : { data: DATA }),
    secretKey: '5e'.repeat(32),
    smtpUrl: SMTP_URL,
    log: (line) => console.error(line),
  });
  const { desk } = running;
  if (HOLD) hold();
  const { app, owner, organisationId } = await provisionDemo(running, { app: { name: 'Shop' }, directory: DATA });
  const settings = { enabled: true, inboxes: ['${INBOX}'] };
  await changeEmailSettings(desk, { userId: null, organisationId }, app.id, settings);
  const [secret] = await secretsOf(desk, app.id, 'email_secret');
  console.log('ready ' + JSON.stringify({ url: running.url, appId: app.id, owner, secret: secret.value }));

  function hold() {
    const { db } = desk;
    const transaction = async (work, options) => {
      const done = await db.transaction(work, options);
      if (done?.logged?.some(({ payload }) => payload.ticket?.subject === HOLD)) {
        console.log('at committed');
        await new Promise(() => {});
      }
      return done;
    };
    Object.assign(desk, { db: Object.assign(Object.create(db), { transaction }) });
  }`;

let program: Program;
beforeAll(async () => {
  program = await bundle(DESK);
});
afterAll(() => program.remove());

describe.each(databaseKinds)('a desk on %s that is killed with mails on their way', (kind) => {
  let server: Awaited<ReturnType<typeof scriptedServer>>;
  let database: { readonly url: string; drop(): Promise<void> } | null = null;
  let directory: string;
  let second: Office;

  beforeAll(async () => {
    server = await scriptedServer({ end: 'silence' });
    directory = await mkdtemp(join(tmpdir(), 'convot-mail-crash-'));
    if (kind === 'postgresql') database = await createServerDatabase();
    else await seedDirectory(directory);
    const first = await open(start({ HOLD: 'committed' }));
    await first.post(MAILS.answered);
    await first.answer(await first.conversation('answered'));
    await first.post(MAILS.committed);
    await first.child.line(/^at committed$/);
    await first.post(MAILS.stored);
    await first.child.stop('SIGKILL');
    if (database) await lookLongDead(database.url);
    second = await open(start({}));
  });
  afterAll(async () => {
    await second?.child.stop('SIGKILL');
    server.close();
    await database?.drop();
    await rm(directory, { recursive: true });
  });

  const start = (env: NodeJS.ProcessEnv) =>
    program.start([], {
      DATA: directory,
      SMTP_URL: server.url,
      ...(database && { DATABASE_URL: database.url }),
      ...env,
    });

  it('has lost none of them, and makes one ticket of each, though all are handed in again', async () => {
    for (const raw of Object.values(MAILS)) await second.post(raw);
    await expect.poll(async () => await second.subjects(), SLOW).toEqual(Object.keys(MAILS).sort());
  });

  it('says of the answer that nobody knows whether it left, and sends it no second time', async () => {
    const id = await second.conversation('answered');
    const state = async () => outgoingOf((await second.get(`/api/conversations/${id}`)) as ConversationPage);
    await expect.poll(state, SLOW).toMatchObject([{ state: 'unknown', code: 'outcome_unknown' }]);
    expect(server.mails()).toBe(1);
  });
});

interface Office {
  readonly child: Child;
  post(raw: Uint8Array): Promise<void>;
  get(path: string): Promise<unknown>;
  /** The id of the conversation whose ticket has this subject, once there is one. */
  conversation(subject: string): Promise<string>;
  /** Answers, and waits until the answer's bytes leave. */
  answer(conversationId: string): Promise<void>;
  /** Of all tickets, in the order of the alphabet. */
  subjects(): Promise<string[]>;
}

interface Ready {
  readonly url: string;
  readonly appId: string;
  readonly owner: { readonly email: string; readonly password: string };
  readonly secret: string;
}

async function open(child: Child): Promise<Office> {
  const ready = JSON.parse((await child.line(/^ready /)).slice('ready '.length)) as Ready;
  const { url, appId, owner, secret } = ready;
  const json = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(owner),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const get = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).json();
  const rows = async () => ((await get('/api/conversations')) as { conversations: ConversationRow[] }).conversations;
  return {
    child,
    get,
    async post(raw) {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'message/rfc822' };
      const answer = await fetch(`${url}/email/${appId}/mime`, { method: 'POST', headers, body: new Uint8Array(raw) });
      expect(answer.status).toBe(200);
    },
    async conversation(subject) {
      const found = async () => (await rows()).find(({ ticket }) => ticket?.subject === subject)?.id;
      return vi.waitFor(async () => {
        const id = await found();
        if (id === undefined) throw new Error(`There is no ticket "${subject}".`);
        return id;
      }, SLOW);
    },
    async answer(id) {
      const body = JSON.stringify({ client_id: randomUUID(), text: 'Our answer' });
      const headers = { ...json, cookie, origin: url };
      const sent = await fetch(`${url}/api/conversations/${id}/messages`, { method: 'POST', headers, body });
      expect(sent.status).toBe(201);
      const state = async () => outgoingOf((await get(`/api/conversations/${id}`)) as ConversationPage)[0]?.state;
      await vi.waitFor(async () => expect(await state()).toBe('sending'), SLOW);
    },
    async subjects() {
      const { tickets } = (await get('/api/tickets')) as { tickets: TicketRow[] };
      return tickets.map(({ subject }) => subject).sort();
    },
  };
}

/** On a shared database a job is its process's own until it expires: as if that time were over. */
async function lookLongDead(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`update pgboss.job set started_on = now() - interval '1 day' where state = 'active'`;
  await sql.end();
}
