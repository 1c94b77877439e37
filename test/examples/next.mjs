// `npm run test:next`, after a build: the package as npm would publish it, in a project of Next's, built without secrets and
// started with them, held to the whole contract by `convot check`. It installs Next (340 MB), so `npm test` leaves it out.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pack } from '../house/packing.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'convot-next-'));

/** @param {string} command @param {readonly string[]} args @param {Record<string, string>} [environment] */
function run(command, args, environment = {}) {
  const options = { cwd: project, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment } };
  const { status } = spawnSync(command, args, { ...options, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

/**
 * Starts Next's own server on a free port, runs `work` with its address, and ends it.
 * @param {Record<string, string>} secrets @param {(origin: string) => void} work
 */
async function withServer(secrets, work) {
  const next = join(project, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...secrets };
  const server = spawn(process.execPath, [next, 'start', '-p', '0'], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      console.log(line);
      const origin = /http:\/\/localhost:\d+/.exec(line)?.[0];
      if (origin) return work(origin);
    }
    throw new Error('next start ended before it named its address');
  } finally {
    server.kill();
    await ended;
  }
}

try {
  const { tarball } = pack(ROOT, project);
  cpSync(join(ROOT, 'examples/next'), project, { recursive: true });
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', tarball]);
  run('npx', ['next', 'build']);
  const made = spawnSync('npx', ['convot', 'keygen', '--json'], { cwd: project, encoding: 'utf8' });
  const secrets = { ...JSON.parse(made.stdout), CONVOT_APP: 'app_1' };
  await withServer(secrets, (origin) => {
    const identity = [`${origin}/api/megadesk-identity`, '--key-env', 'CONVOT_ENCRYPTION_KEY', '--app', 'app_1'];
    run('npx', ['convot', 'check', 'identity', ...identity, '--cookie', 'session=demo', '--strict'], secrets);
    const context = [`${origin}/api/support-context`, '--token-env', 'ELKDESK_SUPPORT_TOKEN', '--id', 'acct_1815'];
    for (const method of ['GET', 'POST']) {
      run('npx', ['convot', 'check', 'context', ...context, '--method', method, '--strict'], secrets);
    }
  });
  console.log('next: every rule is kept');
} finally {
  rmSync(project, { recursive: true, force: true });
}
