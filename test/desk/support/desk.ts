import { createHash, randomUUID } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { Hono } from 'hono';
import { createApp } from '../../../desk/src/apps/index.js';
import {
  createAuth,
  ensureAccount,
  ensureMember,
  ensureOrganisation,
  type PasswordHashing,
} from '../../../desk/src/auth/index.js';
import type { Database } from '../../../desk/src/database/index.js';
import type { EmailSender } from '../../../desk/src/email/index.js';
import { createLocalBus } from '../../../desk/src/events/index.js';
import { createHttp, type HttpDesk } from '../../../desk/src/http/app.js';
import type { BuiltFile, BuiltFiles } from '../../../desk/src/http/files.js';
import type { Model } from '../../../desk/src/model/index.js';
import { createConnector, type Reach } from '../../../desk/src/outgoing/index.js';
import { createVault } from '../../../desk/src/vault/index.js';
import type { App, Role } from '../../../desk/wire/index.js';

export const DESK_URL = 'http://desk.test';
const PASSWORD = 'a long enough password';

/** A whole desk without a socket, and its operator's ears. */
export interface TestDesk {
  readonly desk: HttpDesk;
  readonly http: Hono;
  /** Every line that the operator was told. */
  readonly lines: readonly string[];
  /** Sets the desk's clock. */
  setTime(time: Date): void;
}

/** Files that stand for the build. */
export const TEST_BUILD = {
  web: files({ 'index.html': '<!doctype html><title>Convot</title>', 'assets/main-AB12.js': 'export {};' }),
  widget: files({ 'convot.js': 'globalThis.Convot = {};', 'stub.js': '(() => {})();' }),
};

/** The desk's own hash takes as long as an attacker should need: too long for each test's two colleagues. */
const QUICK_PASSWORDS: PasswordHashing = {
  hash: async (password) => createHash('sha256').update(password).digest('hex'),
  verify: async ({ hash, password }) => hash === (await QUICK_PASSWORDS.hash(password)),
};

/** A desk over an open database. */
export function createTestDesk(
  { db }: Pick<Database, 'db'>,
  options: {
    readonly signInAttempts?: number;
    readonly url?: string;
    readonly clientAddress?: () => string;
    readonly reach?: Exclude<Reach, 'anywhere'>;
    readonly model?: Model;
    /** Takes outgoing mail. @default nobody */
    readonly sender?: EmailSender;
    /** Runs the jobs. @default nobody does */
    readonly jobs?: HttpDesk['jobs'];
  } = {},
): TestDesk {
  const lines: string[] = [];
  const url = options.url ?? DESK_URL;
  const vault = createVault('5e'.repeat(32));
  let time: Date | null = null;
  const desk: HttpDesk = {
    db,
    vault,
    bus: createLocalBus(),
    clock: () => time ?? new Date(),
    connector: createConnector({ reach: options.reach ?? 'public' }),
    reach: options.reach ?? 'public',
    model: options.model ?? null,
    mail: { sender: options.sender ?? null, listener: () => null },
    jobs: options.jobs ?? { wake: () => undefined },
    log: (line) => void lines.push(line),
    auth: createAuth({ db, vault, url, signInAttempts: options.signInAttempts ?? 1_000, passwords: QUICK_PASSWORDS }),
    url,
    built: TEST_BUILD,
    clientAddress: options.clientAddress ?? (() => '203.0.113.7'),
  };
  const setTime = (next: Date) => {
    time = next;
  };
  return { desk, http: createHttp(desk), lines, setTime };
}

/** A team of one organisation, with an app. */
export interface Team {
  readonly organisationId: string;
  readonly app: App;
  readonly owner: Colleague;
  readonly member: Colleague;
}

/** Somebody with an account. */
export interface Colleague {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** An organisation of its own with an owner, a member and an app named "Shop". */
export async function createTeam({ desk }: TestDesk): Promise<Team> {
  const slug = `team-${randomUUID()}`;
  const owner = await createColleague(desk, 'Olive');
  const member = await createColleague(desk, 'Max');
  const organisationId = await ensureOrganisation(desk.auth, desk.db, { name: 'Acme', slug, ownerId: owner.id });
  await ensureMember(desk.auth, desk.db, { organisationId, userId: member.id, role: 'member' satisfies Role });
  const app = await createApp(desk, { userId: null, organisationId }, { name: 'Shop' });
  return { organisationId, app, owner, member };
}

async function createColleague(desk: HttpDesk, name: string): Promise<Colleague> {
  const account = { email: `${name.toLowerCase()}-${randomUUID()}@team.test`, name, password: PASSWORD };
  const { id } = await ensureAccount(desk.auth, desk.db, account);
  return { id, email: account.email, password: PASSWORD };
}

/** A signed-in browser's `fetch`: takes a path, sends the cookie, answers status, headers and JSON. */
export type Browser = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body, when it is JSON. */
  readonly json: unknown;
}

/** A browser that isn't signed in. */
export function browserOf({ http }: TestDesk, cookie?: string): Browser {
  return async (method, path, body, headers = {}) => {
    const response = await http.request(`${DESK_URL}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(cookie !== undefined && { cookie }),
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
  };
}

/** Signs in and answers a browser with the session's cookie. */
export async function signIn(testDesk: TestDesk, colleague: Omit<Colleague, 'id'>): Promise<Browser> {
  return browserOf(testDesk, await cookieOf(testDesk, colleague));
}

/** Signs in, for who has to make requests of another kind than a {@link Browser} does. */
export async function cookieOf(testDesk: TestDesk, { email, password }: Omit<Colleague, 'id'>): Promise<string> {
  const answer = await browserOf(testDesk)('POST', '/api/auth/sign-in/email', { email, password });
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
}

function files(texts: Readonly<Record<string, string>>): BuiltFiles {
  const entries = Object.entries(texts).map(([path, text]): [string, BuiltFile] => {
    const type = path.endsWith('.html') ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8';
    const body = new TextEncoder().encode(text);
    return [path, { body, brotli: new Uint8Array(brotliCompressSync(body)), type, etag: `"${text.length}"` }];
  });
  return new Map(entries);
}
