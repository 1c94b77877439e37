import { parseArgs } from 'node:util';
import { readBearerToken } from '../proof/bearer.js';
import { ConfigurationError } from '../proof/configuration.js';
import { readIdentityKey, readSigningSecret } from '../proof/keys.js';
import { LOOKUP_IDENTIFIER_CHARS, randomId } from '../protocol/index.js';
import type { ContextCheck } from './check-context.js';
import type { IdentityCheck } from './check-identity.js';
import { WRONG_USE } from './text.js';

/** The command was used wrongly; its message says how to use it, and quotes no value. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

export type Environment = Readonly<Record<string, string | undefined>>;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ 'key-env': text, 'cookie-env': text, cookie: text, app: text },
  ...{ 'token-env': text, id: text, 'unknown-id': text, parameter: text, method: text, 'signing-env': text },
  ...{ json: flag, strict: flag, help: flag, version: flag },
};

/** What people try first. */
const SECRET_OPTIONS = new Set(['--key', '--token', '--secret', '--signing', '--bearer', '--password']);

export type Options = ReturnType<typeof readArguments>['values'];

/** @throws WrongUse */
export function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's message may quote a value; the option's name stands first in it, in quotes.
    const name = /'(-[^\s',=]*)/.exec(error instanceof Error ? error.message : '')?.[1] ?? '';
    if (SECRET_OPTIONS.has(name)) throw new WrongUse(`${WRONG_USE.secretArgument} ${WRONG_USE.secretArgumentRest}`);
    throw new WrongUse(WRONG_USE.option(name));
  }
}

/** @throws WrongUse */
export function identityCheck(address: string | undefined, options: Options, environment: Environment): IdentityCheck {
  allowOnly(options, ['key-env', 'cookie-env', 'cookie', 'app']);
  if (options.cookie !== undefined && options['cookie-env'] !== undefined) throw new WrongUse(WRONG_USE.cookies);
  const cookie = options.cookie ?? (options['cookie-env'] && fromEnvironment('cookie-env', options, environment));
  return {
    url: readAddress(address),
    key: checked(() => readIdentityKey(fromEnvironment('key-env', options, environment))),
    cookie: cookie || undefined,
    app: options.app,
  };
}

/** @throws WrongUse */
export function contextCheck(address: string | undefined, options: Options, environment: Environment): ContextCheck {
  allowOnly(options, ['token-env', 'id', 'unknown-id', 'parameter', 'method', 'signing-env']);
  const { id, parameter = 'id', method = 'GET', 'unknown-id': unknownId = `convot-check-${randomId()}` } = options;
  if (!id) throw new WrongUse(WRONG_USE.missing('--id'));
  if (![id, unknownId].every(isIdentifier)) throw new WrongUse(WRONG_USE.identifier);
  if (parameter === '') throw new WrongUse(WRONG_USE.missing('--parameter'));
  if (method !== 'GET' && method !== 'POST') throw new WrongUse(WRONG_USE.method);
  const token = checked(() => readBearerToken(fromEnvironment('token-env', options, environment)));
  const signingSecret =
    options['signing-env'] === undefined
      ? undefined
      : checked(() => readSigningSecret(fromEnvironment('signing-env', options, environment)));
  return { url: readAddress(address), token, id, unknownId, parameter, method, signingSecret };
}

/** Whether a desk would send it as it is. */
function isIdentifier(value: string): boolean {
  return value.length <= LOOKUP_IDENTIFIER_CHARS && /^[A-Za-z0-9._@:-]+$/.test(value);
}

function readAddress(address: string | undefined): URL {
  if (address === undefined || !URL.canParse(address)) throw new WrongUse(WRONG_USE.url);
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new WrongUse(WRONG_USE.url);
  url.hash = '';
  return url;
}

/** The name is not quoted: people paste the secret itself there. */
function fromEnvironment(
  option: 'key-env' | 'token-env' | 'signing-env' | 'cookie-env',
  options: Options,
  environment: Environment,
) {
  const name = options[option];
  if (!name) throw new WrongUse(WRONG_USE.missing(`--${option}`));
  const value = environment[name];
  if (!value) throw new WrongUse(WRONG_USE.empty(`--${option}`));
  return value;
}

function checked(read: () => string): string {
  try {
    return read();
  } catch (error) {
    throw error instanceof ConfigurationError ? new WrongUse(error.message) : error;
  }
}

function allowOnly(options: Options, names: readonly string[]): void {
  const stranger = Object.keys(options).find((name) => ![...names, 'json', 'strict'].includes(name));
  if (stranger !== undefined) throw new WrongUse(WRONG_USE.option(`--${stranger}`));
}
