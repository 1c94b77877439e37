import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBearerToken } from 'convot/proof';
import type { VerificationMode } from '../wire/index.js';
import type { LookupSettings } from '../wire/lookups.js';
import { createApp, listApps, readSecrets } from './apps/index.js';
import { ensureAccount, ensureMember, ensureOrganisation } from './auth/index.js';
import type { SpamHeader } from './email/index.js';
import { changeSettings, openSecrets, readSettings } from './lookups/index.js';
import { changeEmailSettings, readEmailSettings } from './mailroom/index.js';
import { writePlan } from './plans/index.js';
import type { RunningDesk } from './start.js';
import { writePrivately } from './vault/index.js';

/** An app with what its backend needs. */
export interface ProvisionedApp {
  readonly id: string;
  readonly name: string;
  /** Seals identity tokens: 32 hex characters. */
  readonly identityKey: string;
  /** Signs `user_hash`: 64 hex characters. */
  readonly verificationSecret: string;
}

/** How somebody signs in. */
export interface SignIn {
  readonly email: string;
  readonly password: string;
}

/** A demo's organisation, with an owner, a member and one app. */
export interface Demo {
  readonly organisationId: string;
  readonly owner: SignIn;
  readonly member: SignIn;
  readonly app: ProvisionedApp;
  /** The bearer token of Customer Context; `''` when none is stored. */
  readonly supportToken: string;
}

/** Customer Context to have. */
export type LookupWish = Pick<LookupSettings, 'url' | 'parameter' | 'identify' | 'show'>;

/** Email to have: one inbox, and whose word on senders and spam is believed. */
export interface EmailWish {
  readonly inbox: string;
  readonly trustedReceiver: string;
  readonly spamHeader: SpamHeader;
}

/** An app to have. */
export interface AppWish {
  readonly organisationId: string;
  /** Unique among the organisation's apps, for this purpose. */
  readonly name: string;
  /** @default null */
  readonly identityEndpoint?: string;
  /** @default 'optional' */
  readonly verification?: VerificationMode;
  /** @default false */
  readonly ownNamespace?: boolean;
}

const PASSWORD_BYTES = 12;
const DEMO_FILE = 'demo-accounts.json';

/** Finds the organisation's app of this name, or makes it as wished. One that exists keeps its settings. */
export async function provisionApp({ desk }: Pick<RunningDesk, 'desk'>, wish: AppWish): Promise<ProvisionedApp> {
  const actor = { userId: null, organisationId: wish.organisationId };
  const known = (await listApps(desk.db, wish.organisationId)).find(({ name }) => name === wish.name);
  const app =
    known ??
    (await createApp(desk, actor, {
      name: wish.name,
      identity_endpoint: wish.identityEndpoint ?? null,
      verification: wish.verification ?? 'optional',
      own_namespace: wish.ownNamespace ?? false,
    }));
  const current = (await readSecrets(desk, desk.db, app.id)).filter(({ state }) => state === 'current');
  const value = (kind: string) => current.find((secret) => secret.kind === kind)?.value ?? '';
  return {
    id: app.id,
    name: app.name,
    identityKey: value('identity_key'),
    verificationSecret: value('verification_secret'),
  };
}

/**
 * Makes what the demo shop needs, once: later starts find the same accounts, app and keys.
 *
 * @param wish.lookup - Customer Context, enabled on the Business plan. Once it is there, only an address on this machine
 *   still follows the wish, because the shop may have moved to another port.
 * @param wish.email - switched on unless somebody has set it up before.
 * @param directory - where the accounts' passwords are kept, in a file for its owner alone, so that every start can
 *   print them. @default the data directory
 */
export async function provisionDemo(
  running: Pick<RunningDesk, 'desk' | 'dataDir'>,
  wish: {
    readonly app: Omit<AppWish, 'organisationId'>;
    readonly lookup?: LookupWish;
    readonly email?: EmailWish;
    readonly directory?: string;
  },
): Promise<Demo> {
  const { auth, db } = running.desk;
  const directory = wish.directory ?? running.dataDir;
  if (directory === null) throw new TypeError('provisionDemo needs a directory to keep the passwords in.');
  const { passwords, isNew } = await demoPasswords(directory);
  const owner = { email: 'owner@demo.test', password: passwords.owner };
  const member = { email: 'member@demo.test', password: passwords.member };
  const reset = { resetPassword: isNew };
  const { id: ownerId } = await ensureAccount(auth, db, { ...owner, name: 'Olive Owner' }, reset);
  const { id: memberId } = await ensureAccount(auth, db, { ...member, name: 'Max Member' }, reset);
  const organisationId = await ensureOrganisation(auth, db, { name: 'Acme Shop', slug: 'acme-shop', ownerId });
  await ensureMember(auth, db, { organisationId, userId: ownerId, role: 'owner' });
  await ensureMember(auth, db, { organisationId, userId: memberId, role: 'member' });
  // The oldest app is the demo's, whatever its owner has named it since.
  const [oldest] = await listApps(db, organisationId);
  const app = await provisionApp(running, { ...wish.app, organisationId, name: oldest?.name ?? wish.app.name });
  if (wish.lookup) await provisionLookup(running, { organisationId, appId: app.id, lookup: wish.lookup });
  if (wish.email) await provisionEmail(running, organisationId, app.id, wish.email);
  const { token: supportToken } = (await openSecrets(running.desk, db, app.id)) ?? { token: '' };
  return { organisationId, owner, member, app, supportToken };
}

async function provisionLookup(
  { desk }: Pick<RunningDesk, 'desk'>,
  wish: { readonly organisationId: string; readonly appId: string; readonly lookup: LookupWish },
): Promise<void> {
  const { organisationId, appId, lookup } = wish;
  const { settings, updatedAt } = await readSettings(desk.db, appId);
  const isNew = updatedAt === null;
  if (!isNew && !isMoved(settings.url, lookup.url)) return;
  if (isNew) await writePlan(desk.db, organisationId, { plan: 'business' }, desk.clock());
  const change = isNew ? { ...lookup, token: makeBearerToken(), enabled: true } : { url: lookup.url };
  const faults = await changeSettings(desk, { userId: null, organisationId }, appId, change);
  const [fault] = faults;
  if (fault) throw new TypeError(`Customer Context can't be set up so: ${fault.field}, ${fault.fault}.`);
}

async function provisionEmail(
  { desk }: Pick<RunningDesk, 'desk'>,
  organisationId: string,
  appId: string,
  { inbox, trustedReceiver, spamHeader }: EmailWish,
): Promise<void> {
  const { updated_at: updatedAt } = await readEmailSettings(desk.db, appId);
  if (updatedAt !== null) return;
  const settings = {
    enabled: true,
    inboxes: [inbox],
    trusted_receivers: [trustedReceiver],
    spam_headers: [spamHeader],
  };
  const [fault] = await changeEmailSettings(desk, { userId: null, organisationId }, appId, settings);
  if (fault) throw new TypeError(`Email can't be set up so: ${fault.field}, ${fault.fault}.`);
}

/** The same page of this machine, at another port. */
function isMoved(stored: string, wanted: string): boolean {
  if (!URL.canParse(stored) || stored === wanted) return false;
  const [was, is] = [new URL(stored), new URL(wanted)];
  return was.hostname === is.hostname && was.pathname === is.pathname && was.port !== is.port;
}

/**
 * Makes an organisation with its first owner.
 *
 * @returns how to sign in, or `null` when the account was there: its password is its owner's.
 */
export async function provisionOwner(
  { desk }: Pick<RunningDesk, 'desk'>,
  wish: { readonly email: string; readonly organisation: string },
): Promise<SignIn | null> {
  const { auth, db } = desk;
  const password = newPassword();
  const name = wish.email.split('@')[0] ?? wish.email;
  const { id, isNew } = await ensureAccount(auth, db, { email: wish.email, name, password });
  const slug = wish.organisation.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const organisationId = await ensureOrganisation(auth, db, { name: wish.organisation, slug, ownerId: id });
  await ensureMember(auth, db, { organisationId, userId: id, role: 'owner' });
  return isNew ? { email: wish.email, password } : null;
}

interface DemoPasswords {
  readonly owner: string;
  readonly member: string;
}

/** Read, or made and written before any account has them. */
async function demoPasswords(directory: string): Promise<{ passwords: DemoPasswords; isNew: boolean }> {
  const file = join(directory, DEMO_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return { passwords: JSON.parse(text) as DemoPasswords, isNew: false };
  const passwords = { owner: newPassword(), member: newPassword() };
  await writePrivately(file, `${JSON.stringify(passwords, null, 2)}\n`);
  return { passwords, isNew: true };
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}
