// Finds a Chromium for the end-to-end tests, and gets one where none is: `node test/browser/find-chromium.mjs` prints it.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { commandPaths, mayInstallPackages, PACKAGE_TIMEOUT_MS, packageInstall, run, starts } from './machine.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** About 170 MB from Playwright's server; without a way there the next source is tried. */
const DOWNLOAD_TIMEOUT_MS = 180_000;

const PLAYWRIGHT_INSTALL = 'npx playwright-core install chromium';
const PACKAGE_INSTALL = packageInstall('chromium');

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

/** @type {string | undefined} */
let found;

/** @returns {string} a browser for the tests on this machine, looked for once; see {@link chromiumIn} */
export function findChromium() {
  found ??= chromiumIn({
    named: process.env.CONVOT_CHROMIUM,
    playwrightOwn: () => chromium.executablePath(),
    systemBrowsers: () => [...commandPaths(COMMANDS), ...USUAL_PLACES],
    starts,
    mayInstallPackages: mayInstallPackages(),
    run,
    say: (line) => console.log(line),
  });
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findChromium());
