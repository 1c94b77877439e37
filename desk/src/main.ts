import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DatabaseError } from './database/index.js';
import { EmailError } from './email/index.js';
import { StartError } from './http/start-error.js';
import { ModelError } from './model/index.js';
import { reachByEnvironment } from './outgoing/index.js';
import { provisionOwner } from './provision.js';
import { type RunningDesk, type SmtpOptions, type StartOptions, startDesk } from './start.js';
import { VaultError } from './vault/index.js';

const DEFAULT_PORT = '4000';
const DEFAULT_DATA = '.data';
const LARGEST_PORT = 65_535;

const HELP = `The reference help desk.

  --port N             port to listen on, 0 for any free one   (PORT, ${DEFAULT_PORT})
  --host ADDRESS       network address to listen on            (HOST, 127.0.0.1)
  --data DIR           where the embedded database is kept     (CONVOT_DATA, ${DEFAULT_DATA})
  --url URL            public address                          (CONVOT_URL)
  --owner EMAIL        makes this account, an owner of …
  --organisation NAME  … this organisation, and prints its password once

  DATABASE_URL         keeps the data in a PostgreSQL instead; then CONVOT_SECRET_KEY is needed
  CONVOT_SECRET_KEY    the master key, 64 hex characters       (secret-key in the data directory)

  MODEL_URL            any OpenAI-compatible API, as http://127.0.0.1:11434/v1; without it plain rules do the reading
  MODEL_NAME           the model, as that API knows it
  MODEL_KEY            its key, where it wants one

  SMTP_URL             takes outgoing mail, as smtp://user:password@mail.example:587; without it answers don't leave
  CONVOT_SMTP_PORT     takes mail over SMTP at this port, for the apps' inboxes
  CONVOT_SMTP_HOST     network address to listen on for it     (HOST)
  CONVOT_SMTP_NAME     its name in its greeting                (the host of CONVOT_URL)
  CONVOT_SMTP_ALLOW    who may connect, as 192.0.2.7,10.0.0.0/8 (everybody)
  CONVOT_SMTP_KEY, CONVOT_SMTP_CERT  PEM files, for STARTTLS

  CONVOT_ALLOW_LOOPBACK=1  for development: the desk may call this machine, too. Never on a public desk
`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  url: { type: 'string' },
  owner: { type: 'string' },
  organisation: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return say(HELP);
  const running = await startDesk(await startOptions(values, process.env));
  stopOnSignals(running);
  if (values.owner && values.organisation) {
    const made = await provisionOwner(running, { email: values.owner, organisation: values.organisation });
    say(made ? `Sign in as ${made.email} with ${made.password}` : `The account ${values.owner} is there already.`);
  }
  if (running.smtpPort !== null) say(`It takes mail at port ${running.smtpPort}`);
  say(`The desk is at ${running.url}`);
}

async function startOptions(
  values: Partial<Record<'port' | 'host' | 'data' | 'url', string>>,
  env: NodeJS.ProcessEnv,
): Promise<StartOptions> {
  // An empty variable is one that nobody set.
  const given = (name: string) => env[name] || undefined;
  const databaseUrl = given('DATABASE_URL');
  return {
    port: readPort(values.port ?? given('PORT') ?? DEFAULT_PORT),
    host: values.host ?? given('HOST'),
    data: values.data ?? given('CONVOT_DATA') ?? (databaseUrl === undefined ? DEFAULT_DATA : undefined),
    databaseUrl,
    secretKey: given('CONVOT_SECRET_KEY'),
    url: values.url ?? given('CONVOT_URL'),
    reach: reachByEnvironment(env, complain),
    model: { url: given('MODEL_URL'), name: given('MODEL_NAME'), key: given('MODEL_KEY') },
    smtpUrl: given('SMTP_URL'),
    smtp: await smtpOptions(given),
    log: complain,
  };
}

async function smtpOptions(given: (name: string) => string | undefined): Promise<SmtpOptions | undefined> {
  const port = given('CONVOT_SMTP_PORT');
  if (port === undefined) return undefined;
  const [host, name, allow] = [given('CONVOT_SMTP_HOST'), given('CONVOT_SMTP_NAME'), given('CONVOT_SMTP_ALLOW')];
  const [key, cert] = [given('CONVOT_SMTP_KEY'), given('CONVOT_SMTP_CERT')];
  if ((key === undefined) !== (cert === undefined)) {
    throw new StartError('option_invalid', 'CONVOT_SMTP_KEY and CONVOT_SMTP_CERT go together: set both or neither.');
  }
  return {
    port: readPort(port),
    ...(host !== undefined && { host }),
    ...(name !== undefined && { name }),
    ...(allow !== undefined && { allow: allow.split(',').map((network) => network.trim()) }),
    ...(key !== undefined && cert !== undefined && { tls: { key: await readPem(key), cert: await readPem(cert) } }),
  };
}

async function readPem(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new StartError('option_invalid', 'A file of CONVOT_SMTP_KEY or CONVOT_SMTP_CERT can not be read.');
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LARGEST_PORT) return port;
  throw new StartError('option_invalid', `The port must be a number from 0 to ${LARGEST_PORT}.`);
}

/** The first signal closes in order, a second one ends at once. */
function stopOnSignals(running: RunningDesk): void {
  const stop = (code: number) => {
    running.close().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      stop(0);
    });
  }
  running.broken.then((error) => {
    complain(error.message);
    process.exit(1);
  });
}

/** What the operator can mend is told in a sentence; anything else with its place. */
function explain(error: unknown): string {
  const forOperator = [StartError, DatabaseError, VaultError, ModelError, EmailError];
  if (error instanceof Error && forOperator.some((kind) => error instanceof kind)) return error.message;
  const isBadArgument =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (isBadArgument) return `${error.message}\n\n${HELP}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  complain(explain(error));
  process.exitCode = 1;
});
