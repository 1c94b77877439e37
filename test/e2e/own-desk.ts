import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AppWish,
  type ProvisionedApp,
  provisionApp,
  provisionDemo,
  type SignIn,
  type StartOptions,
  startDesk,
} from '@convot/desk';
import type { ContactProfile, ContactRow } from '../../desk/wire/index.js';

/** A desk for one test file, whose apps each test makes as it needs them. */
export interface OwnDesk {
  /** Its origin. */
  readonly url: string;
  /** Where an agent signs in, and how. */
  readonly inbox: string;
  readonly signIn: SignIn;
  app(wish: Omit<AppWish, 'organisationId'>): Promise<ProvisionedApp>;
  /** Asks the agent's API: reads, unless there is something to send. */
  api<T>(path: string, method?: string, body?: unknown): Promise<T>;
  /** Sets the desk's clock this far off, in milliseconds. */
  shiftClock(byMs: number): void;
  /** The contact's page as an agent gets it; `null` while there is none of this external id. */
  contact(externalId: string): Promise<ContactProfile | null>;
  /** A contact's custom data in an app, with the trust of each value. */
  customData(externalId: string, app: string): Promise<Readonly<Record<string, unknown>>>;
  /** All that it told its operator. */
  log(): string;
  close(): Promise<void>;
}

/**
 * A new data directory. A desk's very first start takes seconds, so it is made once per run, and copied from then on.
 *
 * @returns its path
 */
export async function dataDirectory(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'convot-e2e-desk-'));
  const template = join(process.env.CONVOT_TEMPLATES ?? data, 'desk');
  if (!existsSync(template)) {
    const first = await startDesk({ port: 0, data: `${template}-first`, log: () => {} });
    await first.close();
    await rename(`${template}-first`, template);
  }
  await cp(template, data, { recursive: true });
  return data;
}

/** Starts a desk on a new folder, with an organisation and its owner. */
export async function openOwnDesk(options: Pick<StartOptions, 'reach' | 'model'> = {}): Promise<OwnDesk> {
  const data = await dataDirectory();
  const lines: string[] = [];
  const running = await startDesk({ ...options, port: 0, data, log: (line) => void lines.push(line) });
  const { organisationId, owner } = await provisionDemo(running, { app: { name: 'First' } });
  const headers = {
    cookie: await signedIn(running.url, owner),
    origin: running.url,
    'content-type': 'application/json',
  };

  async function api<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const sent = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(running.url + path, { method, headers, body: sent });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`);
    return response.json() as Promise<T>;
  }
  async function contact(externalId: string) {
    const { contacts } = await api<{ contacts: ContactRow[] }>(`/api/contacts?q=${encodeURIComponent(externalId)}`);
    const found = contacts.find(({ external_id }) => external_id === externalId);
    return found ? api<ContactProfile>(`/api/contacts/${found.id}`) : null;
  }

  return {
    url: running.url,
    inbox: `${running.url}/`,
    signIn: owner,
    app: (wish) => provisionApp(running, { ...wish, organisationId }),
    api,
    shiftClock: (byMs) => void Object.assign(running.desk, { clock: () => new Date(Date.now() + byMs) }),
    contact,
    async customData(externalId, app) {
      const profile = await contact(externalId);
      const context = profile?.apps.find((block) => block.app.id === app)?.context;
      return Object.fromEntries(context?.custom_data.map(({ key, value, trust }) => [key, [value, trust]]) ?? []);
    },
    log: () => lines.join('\n'),
    async close() {
      await running.close();
      await rm(data, { recursive: true });
    },
  };
}

async function signedIn(url: string, account: SignIn): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(account),
  });
  if (!response.ok) throw new Error(`Signing in was answered with ${response.status}`);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
