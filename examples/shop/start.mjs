// `npm start`: builds what is needed, starts the reference desk and the demo shop, and says where they are.
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HELP, readArguments, StartFault } from './arguments.mjs';
import { listen } from './listen.mjs';
import { INBOX, TRUSTED_RECEIVER } from './mails.mjs';
import { stopOnSignals } from './stopping.mjs';

const ROOT = new URL('../../', import.meta.url);

/** The shop is on this machine, and by plain http: no desk on a network may call such an address. */
const DEMO_ONLY = /** @type {const} */ ({ reach: 'public_or_loopback' });

/** Who may hand in mails, whose word on senders counts: a program of this machine could write any. */
const DEMO_MAIL = { host: '127.0.0.1', allow: ['127.0.0.1'], name: TRUSTED_RECEIVER };

/** Whatever was opened, last first. @type {(() => Promise<void>)[]} */
const opened = [];

async function close() {
  for (const each of opened.splice(0).reverse()) await each();
}

/** @param {ReturnType<typeof readArguments>} options */
async function start({ port, data: directory, databaseUrl, secretKey, smtpUrl, model, skipBuild }) {
  const data = resolve(directory);
  // Ports first: a start that cannot succeed should not rebuild what another one is running.
  const door = await listen(port === 0 ? 0 : port + 1);
  opened.push(door.close);
  if (!skipBuild) await build();
  await mkdir(data, { recursive: true });
  const { startDesk, provisionDemo } = await import('@convot/desk');
  const store = databaseUrl ? { databaseUrl, secretKey } : { data, secretKey };
  const desk = await startDesk({
    ...store,
    ...DEMO_ONLY,
    port,
    smtp: { ...DEMO_MAIL, port: port === 0 ? 0 : port + 2 },
    smtpUrl,
    model,
    log: (/** @type {string} */ line) => console.error(line),
  });
  opened.push(desk.close);
  // They import `convot/server`, which the build has just written.
  const [{ shop }, { shopSessions }, { SUPPORT_CONTEXT }] = await Promise.all([
    import('./shop.mjs'),
    import('./sessions.mjs'),
    import('./support-context.mjs'),
  ]);
  const { path, ...lookup } = SUPPORT_CONTEXT;
  const { app, supportToken, owner } = await provisionDemo(desk, {
    app: { name: 'Papermill', identityEndpoint: '/api/megadesk-identity' },
    lookup: { ...lookup, url: `${door.url}${path}` },
    email: { inbox: INBOX, trustedReceiver: TRUSTED_RECEIVER, spamHeader: 'x-spam-flag' },
    directory: data,
  });
  const convot = { app: app.id, key: app.identityKey, secret: app.verificationSecret, token: supportToken };
  const stub = (await readFile(new URL('dist/stub.js', ROOT), 'utf8')).trim();
  const sessions = shopSessions(join(data, 'shop-sessions.json'));
  door.serve(shop({ ...convot, desk: desk.url, stub, sessions }).fetch);
  return { shop: door.url, inbox: desk.url, mail: desk.smtpPort, ...owner, broken: desk.broken };
}

async function build() {
  console.log('Building …');
  const { build: everything } = await import(new URL('esbuild.config.mjs', ROOT).href);
  await everything();
}

/** What the person at the keyboard can mend is a sentence; the desk's own errors of that kind carry a code. */
function explain(/** @type {unknown} */ error) {
  if (error instanceof StartFault) return error.message;
  const known =
    error instanceof Error && /^(StartError|DatabaseError|VaultError|EmailError|ModelError)$/.test(error.name);
  return known ? error.message : error;
}

async function main() {
  const options = readArguments(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  stopOnSignals(close);
  const { shop, inbox, mail, email, password, broken } = await start(options);
  console.log(`
  The shop:   ${shop}
  The inbox:  ${inbox}
  Sign in as: ${email} with the password ${password}

  Mails to ${INBOX} come in at port ${mail} of this machine: npm run demo:email sends some.

  FOR THIS DEMO ALONE the desk may call addresses of this machine. Never let a public desk do so.

  Ctrl-C stops. Everything is kept in ${options.data}`);
  throw await broken;
}

main().catch(async (error) => {
  console.error(explain(error));
  await close().catch(() => {});
  process.exit(1);
});
