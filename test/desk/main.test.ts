import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { talkTo } from './email/smtp-talk.js';
import { bundle, type Child, type Program } from './support/child.js';
import { createServerDatabase, databaseKinds } from './support/database.js';

const SLOW_MS = 120_000;
const OWNER = ['--owner', 'boss@acme.example', '--organisation', 'Acme'];

let program: Program;
let dataDir: string;
const children: Child[] = [];
beforeAll(async () => {
  program = await bundle(`import './main.js';`);
  dataDir = await mkdtemp(join(tmpdir(), 'convot-main-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop('SIGKILL')));
});
afterAll(async () => {
  await program.remove();
  await rm(dataDir, { recursive: true });
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const child = program.start(args, env);
  children.push(child);
  return child;
}

async function urlOf(child: Child): Promise<string> {
  return (await child.line(/^The desk is at /)).replace('The desk is at ', '');
}

async function signIn(url: string, password: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'boss@acme.example', password }),
  });
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

describe('a desk of its own', () => {
  let password: string;

  it('starts on an empty directory, refuses a second start, and ends in order while a stream is open', {
    timeout: SLOW_MS,
  }, async () => {
    const desk = start(['--port', '0', '--data', dataDir, ...OWNER], { CONVOT_SMTP_PORT: '0' });
    password = (await desk.line(/^Sign in as /)).split(' ').at(-1) ?? '';
    const url = await urlOf(desk);
    const cookie = await signIn(url, password);
    const mailPort = Number((await desk.line(/^It takes mail at port /)).split(' ').at(-1));
    expect((await talkTo(mailPort)).greeting).toMatch(/^220 127\.0\.0\.1 /);

    const second = start(['--port', '0', '--data', dataDir]);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`process id ${desk.pid}, started 20`);
    expect(second.output()).toContain(`answering at ${url}`);

    const stream = await fetch(`${url}/api/stream`, { headers: { cookie } });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reading = stream.text();
    expect(await desk.stop('SIGINT')).toBe(0);
    await reading;
  });

  it('starts again after kill -9 and has lost nothing', { timeout: SLOW_MS }, async () => {
    const desk = start(['--data', dataDir], { PORT: '0' });
    const cookie = await signIn(await urlOf(desk), password);
    const made = await fetch(`${await urlOf(desk)}/api/apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: '{"name":"Shop"}',
    });
    expect(made.status).toBe(201);
    await desk.stop('SIGKILL');

    const again = start(['--port', '0', ...OWNER], { CONVOT_DATA: dataDir });
    await again.line(/is there already/);
    const apps = await fetch(`${await urlOf(again)}/api/apps`, { headers: { cookie } });
    expect(await apps.json()).toMatchObject({ apps: [{ name: 'Shop' }] });
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  it('says so at its start when the master key is another', { timeout: SLOW_MS }, async () => {
    const desk = start(['--port', '0', '--data', dataDir], { CONVOT_SECRET_KEY: 'ab'.repeat(32) });
    expect(await desk.ended).toBe(1);
    expect(desk.output()).toContain('another CONVOT_SECRET_KEY');
  });
});

it('says that a port is taken, how to choose another, and touches no data', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const untouched = join(dataDir, 'untouched');
  const desk = start(['--port', String(port), '--data', untouched]);
  expect(await desk.ended).toBe(1);
  expect(desk.output()).toContain(`Port ${port} is taken. Choose another with --port N`);
  await expect(rm(untouched, { recursive: true })).rejects.toThrow('ENOENT');
  taken.close();
});

it.each([
  [['--port', 'many'], 'from 0 to 65535'],
  [['--port', '70000'], 'from 0 to 65535'],
  [['--prot', '1'], '--port N'],
  [['--port', '0', '--url', 'https://desk.example/path'], 'CONVOT_URL must be'],
])('refuses %j in a sentence', async (args, sentence) => {
  const desk = start(args);
  expect(await desk.ended).toBe(1);
  expect(desk.output()).toContain(sentence);
  expect(desk.output()).not.toMatch(/^\s+at /m);
});

it.each<[NodeJS.ProcessEnv, string]>([
  [{ CONVOT_SMTP_PORT: 'x' }, 'from 0 to 65535'],
  [{ CONVOT_SMTP_PORT: '0', CONVOT_SMTP_KEY: 'key.pem' }, 'set both or neither'],
  [{ SMTP_URL: 'smtp://anna:s3cret@mail.example/path' }, 'SMTP_URL can'],
])('refuses the mail settings %j in a sentence', { timeout: SLOW_MS }, async (env, sentence) => {
  const desk = start(['--port', '0', '--data', join(dataDir, 'mail')], env);
  expect(await desk.ended).toBe(1);
  expect(desk.output()).toContain(sentence);
  expect(desk.output()).not.toMatch(/^\s+at |s3cret/m);
});

describe.runIf(databaseKinds.includes('postgresql'))('on a PostgreSQL', () => {
  it('needs the master key, and then several desks share one database', { timeout: SLOW_MS }, async () => {
    const server = await createServerDatabase();
    try {
      const bare = start(['--port', '0'], { DATABASE_URL: server.url });
      expect(await bare.ended).toBe(1);
      expect(bare.output()).toContain('needs CONVOT_SECRET_KEY');

      const env = { DATABASE_URL: server.url, CONVOT_SECRET_KEY: 'ab'.repeat(32) };
      const [one, two] = [start(['--port', '0', ...OWNER], env), start(['--port', '0'], env)];
      const password = (await one.line(/^Sign in as /)).split(' ').at(-1) ?? '';
      const cookie = await signIn(await urlOf(two), password);
      const me = await fetch(`${await urlOf(one)}/api/me`, { headers: { cookie } });
      expect(await me.json()).toMatchObject({ role: 'owner' });
      expect(await Promise.all([one.stop(), two.stop()])).toEqual([0, 0]);
    } finally {
      await server.drop();
    }
  });
});
