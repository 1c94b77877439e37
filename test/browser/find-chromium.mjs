// Finds a Chromium for the end-to-end tests, and gets one where none is: `node test/browser/find-chromium.mjs` prints it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Printing its version takes a cold browser seconds, one that lacks a library no time at all. */
const VERSION_TIMEOUT_MS = 30_000;
/** About 170 MB from Playwright's server; without a way there the next source is tried. */
const DOWNLOAD_TIMEOUT_MS = 180_000;
const PACKAGE_TIMEOUT_MS = 240_000;

const PLAYWRIGHT_INSTALL = 'npx playwright-core install chromium';
const PACKAGE_INSTALL = 'apt-get update && apt-get install -y chromium';

/**
 * What the search may see and do; a test hands in its own.
 * @typedef {object} Surroundings
 * @property {string | undefined} named the path in CONVOT_CHROMIUM
 * @property {() => string} playwrightOwn where Playwright keeps its Chromium
 * @property {() => readonly string[]} systemBrowsers paths of browsers that the system has
 * @property {(path: string) => boolean} starts whether a browser is there and starts
 * @property {boolean} mayInstallPackages as root on a Debian-like system, or in CI
 * @property {(command: string, timeoutMs: number) => boolean} run whether the command succeeded in time
 * @property {(line: string) => void} say
 */

/**
 * The path of a Chromium or Chrome that starts: the one named, Playwright's own, the system's, or one newly installed.
 * @param {Surroundings} surroundings
 * @returns {string}
 * @throws {Error} with the one line that says what to install
 */
export function chromiumIn({ named, playwrightOwn, systemBrowsers, starts, mayInstallPackages, run, say }) {
  if (named) {
    if (starts(named)) return named;
    throw new Error(`CONVOT_CHROMIUM is ${named}, which is no browser that starts here: name another or unset it.`);
  }
  const installed = () => [playwrightOwn(), ...systemBrowsers()].find(starts);
  const found = installed();
  if (found) return found;

  say(`No Chromium or Chrome here: trying \`${PLAYWRIGHT_INSTALL}\`.`);
  if (run(PLAYWRIGHT_INSTALL, DOWNLOAD_TIMEOUT_MS) && starts(playwrightOwn())) return playwrightOwn();

  if (mayInstallPackages) {
    say(`Playwright's Chromium can't be had or doesn't start: trying the system's package, \`${PACKAGE_INSTALL}\`.`);
    const packaged = run(PACKAGE_INSTALL, PACKAGE_TIMEOUT_MS) && installed();
    if (packaged) return packaged;
  }
  throw new Error(
    'The browser tests need Chromium: install it (`sudo apt-get install chromium`, `brew install --cask chromium`) or name one in CONVOT_CHROMIUM.',
  );
}

/** @param {string} path @returns {boolean} */
function starts(path) {
  if (!existsSync(path)) return false;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: VERSION_TIMEOUT_MS }).status === 0;
}

/** @returns {string[]} */
function systemBrowsers() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))), ...USUAL_PLACES];
}

/** @returns {boolean} */
function debianLike() {
  const release = '/etc/os-release';
  return existsSync(release) && /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(readFileSync(release, 'utf8'));
}

/** @returns {string} a browser for the tests on this machine; see {@link chromiumIn} */
export function findChromium() {
  const isRoot = process.getuid?.() === 0;
  return chromiumIn({
    named: process.env.CONVOT_CHROMIUM,
    playwrightOwn: () => chromium.executablePath(),
    systemBrowsers,
    starts,
    mayInstallPackages: debianLike() && (isRoot || Boolean(process.env.CI)),
    run(command, timeout) {
      const asRoot = command === PACKAGE_INSTALL && !isRoot ? `sudo -n sh -c '${command}'` : command;
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      return spawnSync(asRoot, { shell: true, stdio: 'inherit', timeout, env }).status === 0;
    },
    say: (line) => console.log(line),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findChromium());
