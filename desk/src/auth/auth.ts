import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { organization } from 'better-auth/plugins/organization';
import { memberAc, ownerAc } from 'better-auth/plugins/organization/access';
import { type Db, schema } from '../database/index.js';
import { authSecret, type Vault } from '../vault/index.js';

/** Where better-auth's routes lie. */
export const AUTH_PATH = '/api/auth';

/** The header in which {@link authHandler} tells better-auth who asks; never taken from a request. */
export const CLIENT_ADDRESS_HEADER = 'x-convot-client-address';

const SESSION_S = 7 * 24 * 60 * 60;
/** A session in use is prolonged at most once a day. */
const SESSION_UPDATE_S = 24 * 60 * 60;
const PASSWORD_CHARS_MIN = 12;

/** Attempts to sign in that one address has in a window, right or wrong. */
const SIGN_IN_ATTEMPTS = 20;
const SIGN_IN_WINDOW_S = 60;

/** Hashes passwords, and compares them with what came out. */
export interface PasswordHashing {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (data: { readonly hash: string; readonly password: string }) => Promise<boolean>;
}

/** How agents sign in: email and password, a session cookie, organisations with owners and members. */
export type Auth = ReturnType<typeof createAuth>;

/**
 * Sets better-auth up over the desk's own tables.
 *
 * @param options.url - the desk's public address; an https one makes the cookie `Secure`.
 * @param options.signInAttempts - how often one address may try in a minute. @default 20
 * @param options.passwords - how passwords are hashed. @default better-auth's scrypt, which is slow on purpose
 */
export function createAuth(options: {
  readonly db: Db;
  readonly vault: Vault;
  readonly url: string;
  readonly signInAttempts?: number | undefined;
  readonly passwords?: PasswordHashing | undefined;
}) {
  const { db, vault, url, signInAttempts = SIGN_IN_ATTEMPTS, passwords } = options;
  return betterAuth({
    appName: 'Convot',
    baseURL: url,
    basePath: AUTH_PATH,
    secret: authSecret(vault),
    database: drizzleAdapter(db, { provider: 'pg', schema }),
    // Accounts are made by provisioning.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARS_MIN,
      ...(passwords && { password: passwords }),
    },
    session: { expiresIn: SESSION_S, updateAge: SESSION_UPDATE_S },
    plugins: [
      organization({
        allowUserToCreateOrganization: false,
        creatorRole: 'owner',
        roles: { owner: ownerAc, member: memberAc },
      }),
    ],
    rateLimit: {
      enabled: true,
      storage: 'database',
      customRules: { '/sign-in/email': { window: SIGN_IN_WINDOW_S, max: signInAttempts } },
    },
    advanced: {
      cookiePrefix: 'convot',
      useSecureCookies: url.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // The desk's own check (http/same-origin.ts) stands before every route, these among them.
      disableCSRFCheck: true,
    },
    // Its messages name email addresses.
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
}
