import { join } from 'node:path';
import { sealsOpen } from './apps/index.js';
import { analysisHandler } from './assist/index.js';
import { createAuth } from './auth/index.js';
import { type DatabaseError, type DatabaseOptions, openDatabase } from './database/index.js';
import type { Desk } from './desk.js';
import { createSender } from './email/index.js';
import { createLocalBus } from './events/index.js';
import { createHttp, type HttpDesk } from './http/app.js';
import { builtFolder, readBuilt } from './http/files.js';
import { listen, socketAddress } from './http/server.js';
import { StartError } from './http/start-error.js';
import { WIDGET_SCRIPTS } from './http/static.js';
import { type JobHandlers, startWorkers, type Workers } from './jobs/index.js';
import { lookupHandler } from './lookups/index.js';
import { emailHandlers, type MailListener, type MailListenerOptions, startMailListener } from './mailroom/index.js';
import { startMaintenance } from './maintenance.js';
import { createModel, type ModelOptions } from './model/index.js';
import { createConnector, type Reach } from './outgoing/index.js';
import { createVault, loadMasterKey } from './vault/index.js';

/** How to start a desk. */
export interface StartOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** The network address to listen on. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** Where the embedded database and the master key are kept; made when it isn't there. */
  readonly data?: string | undefined;
  /** Keeps the data in this PostgreSQL instead. Then `secretKey` is needed. */
  readonly databaseUrl?: string | undefined;
  /** The master key, 64 hex characters. @default the one in the data directory, made at the first start */
  readonly secretKey?: string | undefined;
  /** The public address, as `https://desk.example`. @default the address it listens on */
  readonly url?: string | undefined;
  /** Whom the desk may call on behalf of owners and customers. @default 'public' */
  readonly reach?: Exclude<Reach, 'anywhere'> | undefined;
  /** The language model. @default none */
  readonly model?: ModelOptions | undefined;
  /** The server that takes outgoing mail, as `smtp://user:password@mail.example:587`. @default none: answers don't leave */
  readonly smtpUrl?: string | undefined;
  /** Takes mail over SMTP. @default not at all; its host is `host`, its name that of `url` */
  readonly smtp?: SmtpOptions | undefined;
  /** Writes one line for the operator. */
  readonly log: (line: string) => void;
  /** Folders of the build. @default where `npm run build` writes them */
  readonly built?: { readonly web: string; readonly widget: string };
}

/** How to take mail over SMTP. */
export type SmtpOptions = Pick<MailListenerOptions, 'port'> & Partial<Omit<MailListenerOptions, 'port'>>;

/** A desk that answers. */
export interface RunningDesk {
  /** Its public address, without a slash at the end. */
  readonly url: string;
  readonly desk: HttpDesk;
  /** The port of the mail listener; `null` when there is none. */
  readonly smtpPort: number | null;
  /** The data directory; `null` when it has none. */
  readonly dataDir: string | null;
  /** Ends streams, finishes requests under way, closes the database. A second call waits for the first. */
  close(): Promise<void>;
  /** Resolves when the database is gone for good. */
  readonly broken: Promise<DatabaseError>;
}

/**
 * Starts the reference desk.
 *
 * @throws StartError `port_taken`, `address_unusable`, `option_invalid`
 * @throws DatabaseError `directory_held`, `unreachable`, `stopped`, `migrations_missing`
 * @throws VaultError `key_missing`, `key_invalid`, `other_key`
 * @throws ModelError `model_settings_invalid`
 * @throws EmailError `smtp_url_invalid`, `listener_unusable`
 */
export async function startDesk(options: StartOptions): Promise<RunningDesk> {
  const host = options.host ?? '127.0.0.1';
  const store = databaseOptions(options);
  const given = options.url === undefined ? null : publicUrl(options.url);
  const sender = options.smtpUrl === undefined ? null : createSender(options.smtpUrl);
  // Whatever was begun is undone, last first: also when a later step fails.
  const undo: (() => void | Promise<void>)[] = [];
  const unwind = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const server = await listen(options.port, host);
    undo.push(server.close);
    const url = given ?? `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
    const database = await openDatabase(store);
    // Under the requests: they end before it closes.
    undo.unshift(database.close);
    let workers: Workers | undefined;
    const jobs = { wake: () => workers?.wake() };
    let mail: MailListener | undefined;
    const ways = { sender, listener: () => mail?.state ?? null };
    const desk = await assemble(options, database.db, url, jobs, ways);
    const handlers: JobHandlers = {
      lookup: lookupHandler(desk),
      analysis: analysisHandler(desk),
      ...emailHandlers(desk),
    };
    workers = startWorkers(desk, handlers, { isAlone: database.kind === 'pglite' });
    undo.push(workers.stop);
    undo.push(startMaintenance(desk));
    undo.push(desk.bus.close);
    if (options.smtp) {
      mail = await startMailListener(desk, listenerOptions(options.smtp, host, url));
      undo.push(mail.close);
    }
    const http = createHttp(desk);
    server.serve((request, env) => http.fetch(request, env));
    await database.tellAddress(url);
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= unwind();
      return closing;
    };
    return {
      url,
      desk,
      smtpPort: mail?.state.port ?? null,
      dataDir: options.data ?? null,
      close,
      broken: database.broken,
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}

function listenerOptions({ port, ...given }: SmtpOptions, host: string, url: string): MailListenerOptions {
  return { host, name: new URL(url).hostname, allow: [], ...given, port };
}

async function assemble(
  options: StartOptions,
  db: Desk['db'],
  url: string,
  jobs: Desk['jobs'],
  mail: Desk['mail'],
): Promise<HttpDesk> {
  const reach = options.reach ?? 'public';
  const fromEnvironment = options.secretKey;
  const dataDir = options.databaseUrl === undefined ? (options.data ?? null) : null;
  const vault = createVault(await loadMasterKey({ fromEnvironment, dataDir }));
  await sealsOpen({ db, vault });
  const folders = options.built ?? { web: builtFolder('web'), widget: builtFolder('widget') };
  const scripts: readonly string[] = WIDGET_SCRIPTS;
  return {
    db,
    vault,
    bus: createLocalBus(),
    clock: () => new Date(),
    connector: createConnector({ reach }),
    reach,
    model: createModel(options.model ?? {}),
    mail,
    jobs,
    log: options.log,
    auth: createAuth({ db, vault, url }),
    url,
    built: {
      web: await readBuilt(folders.web),
      widget: await readBuilt(folders.widget, (path) => scripts.includes(path)),
    },
    clientAddress: socketAddress,
  };
}

function databaseOptions({ databaseUrl, data }: StartOptions): DatabaseOptions {
  if (databaseUrl !== undefined) return { url: databaseUrl };
  if (data !== undefined) return { dataDir: join(data) };
  throw new StartError('option_invalid', 'The desk needs a data directory (--data DIR) or a DATABASE_URL.');
}

function publicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
  if (isOrigin && !url.username) return url.origin;
  throw new StartError('option_invalid', 'CONVOT_URL must be the desk’s origin, as https://desk.example.');
}
