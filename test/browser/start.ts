import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_COMMAND = join(ROOT, 'examples/shop/start.mjs');

/** A first start creates a database in WebAssembly: seconds here, more on a busy machine. */
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 20_000;

/** What a newcomer reads on the terminal, one fact a line; the tests read the same. */
const PRINTED = {
  shop: /^.*\bshop\b.*?(https?:\/\/[^\s]+)/im,
  inbox: /^.*\binbox\b.*?(https?:\/\/[^\s]+)/im,
  signIn: /^.*\bsign in\b.*?([^\s:]+@[^\s,]+).*?([^\s]+)\s*$/im,
} as const;

/** The desk and the shop of `npm start`, in a process of their own. */
export interface Running {
  /** The shop's address, without a slash at the end. */
  readonly shop: string;
  /** The inbox's address, as printed. */
  readonly inbox: string;
  readonly signIn: { readonly email: string; readonly password: string };
  /** The desk's port. */
  readonly port: number;
  /** The process's id. */
  readonly pid: number;
  /** The data directory, for a second start on it. */
  readonly data: string;
  /** Everything printed so far, errors included. */
  output(): string;
  /** Ctrl-C; resolves with the exit code. @throws when it does not end in time */
  stop(): Promise<number | null>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** The desk's; the shop takes the next one. @default any two free ones */
  readonly port?: number;
  /** @default a new folder */
  readonly data?: string;
  /** How it learns port and folder. @default 'arguments' */
  readonly by?: 'arguments' | 'environment';
  /** The server that takes outgoing mail. @default none */
  readonly smtpUrl?: string;
}

/** A process of `npm start` before it has printed its addresses, for starts that are to fail. */
export interface Started {
  readonly data: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code, however it ends. */
  readonly ended: Promise<number | null>;
  output(): string;
}

/** A new data directory that goes when these tests end; until then a restart may need it. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convot-e2e-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts what `npm start` starts, from the build that exists. */
export function spawnStart(options: StartOptions = {}): Started {
  const { port = 0, data = ownFolder(), by = 'arguments', smtpUrl = '' } = options;
  const args = by === 'arguments' ? ['--port', `${port}`, '--data', data] : [];
  const env = by === 'environment' ? { PORT: `${port}`, CONVOT_DATA: data } : {};
  const child = spawn(process.execPath, [START_COMMAND, ...args], {
    cwd: ROOT,
    // A database that this run's other tests were given is not the one that a newcomer starts with.
    env: { ...process.env, CONVOT_SKIP_BUILD: '1', DATABASE_URL: '', SMTP_URL: smtpUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', killWithUs);
      resolve(code);
    });
  });
  return { data, child, ended, output: () => output };
}

/** Starts desk and shop and waits for the three lines that a newcomer needs. */
export async function startShop(options: StartOptions = {}): Promise<Running> {
  const started = spawnStart(options);
  const { child, ended, output, data } = started;
  const { shop, inbox, email, password } = await printedFacts(started);
  return {
    port: Number(new URL(inbox).port),
    pid: Number(child.pid),
    data,
    shop: shop.replace(/\/$/, ''),
    inbox,
    signIn: { email, password },
    output,
    async stop() {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      const code = await ended;
      clearTimeout(late);
      if (child.signalCode === 'SIGKILL') throw new Error(`Ctrl-C did not end it in ${STOP_LIMIT_MS} ms:\n${output()}`);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Facts {
  readonly shop: string;
  readonly inbox: string;
  readonly email: string;
  readonly password: string;
}

function readFacts(output: string): Facts | null {
  const [, shop] = PRINTED.shop.exec(output) ?? [];
  const [, inbox] = PRINTED.inbox.exec(output) ?? [];
  const [, email, password] = PRINTED.signIn.exec(output) ?? [];
  return shop && inbox && email && password ? { shop, inbox, email, password } : null;
}

function printedFacts({ child, ended, output }: Started): Promise<Facts> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`npm start printed no addresses in ${START_LIMIT_MS} ms:\n${output()}`));
    }, START_LIMIT_MS);
    const look = () => {
      const facts = readFacts(output());
      if (!facts) return;
      clearTimeout(late);
      resolve(facts);
    };
    child.stdout?.on('data', look);
    ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`npm start ended with ${code} before it printed its addresses:\n${output()}`));
    }, reject);
  });
}
