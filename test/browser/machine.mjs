// What the search for a browser may see of this machine, and do to it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Printing its version takes a cold browser seconds, one that lacks a library no time at all. */
const VERSION_TIMEOUT_MS = 30_000;
/** For a browser of about 100 MB with the libraries that it needs. */
export const PACKAGE_TIMEOUT_MS = 240_000;

const isRoot = () => process.getuid?.() === 0;

/** @param {string} path @returns {boolean} whether a browser is there and starts */
export function starts(path) {
  if (!existsSync(path)) return false;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: VERSION_TIMEOUT_MS }).status === 0;
}

/** @param {readonly string[]} names @returns {string[]} where commands of these names would lie, as the shell looks */
export function commandPaths(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** @returns {boolean} as root on a Debian-like system, or in CI */
export function mayInstallPackages() {
  const release = '/etc/os-release';
  const isDebianLike =
    existsSync(release) && /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(readFileSync(release, 'utf8'));
  return isDebianLike && (isRoot() || Boolean(process.env.CI));
}

/** @param {string} name of the package @returns {string} the shell's words that install it as root */
export const packageInstall = (name) => `apt-get update && apt-get install -y ${name}`;

/**
 * Runs a command of the shell, one that installs a package as root; what it prints goes to this terminal.
 * @param {string} command @param {number} timeout in milliseconds @returns {boolean} whether it succeeded in time
 */
export function run(command, timeout) {
  const needsSudo = command.startsWith('apt-get') && !isRoot();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const asRoot = needsSudo ? `sudo -n sh -c '${command}'` : command;
  return spawnSync(asRoot, { shell: true, stdio: 'inherit', timeout, env }).status === 0;
}
