// Finds a stock Firefox for the tests, and gets one where none is: `node test/browser/find-firefox.mjs` prints it.
// Playwright's own is no stock Firefox, so it is not looked for.
import { fileURLToPath } from 'node:url';
import { commandPaths, mayInstallPackages, PACKAGE_TIMEOUT_MS, packageInstall, run, starts } from './machine.mjs';

const COMMANDS = ['firefox-esr', 'firefox'];
const USUAL_PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

const PACKAGE_INSTALL = packageInstall('firefox-esr');

/**
 * What the search may see and do; a test hands in its own.
 * @typedef {object} Surroundings
 * @property {string | undefined} named the path in CONVOT_FIREFOX
 * @property {() => readonly string[]} systemBrowsers paths of browsers that the system has
 * @property {(path: string) => boolean} starts whether a browser is there and starts
 * @property {boolean} mayInstallPackages as root on a Debian-like system, or in CI
 * @property {(command: string, timeoutMs: number) => boolean} run whether the command succeeded in time
 * @property {(line: string) => void} say
 */

/**
 * The path of a Firefox that starts: the one named, the system's, or one newly installed.
 * @param {Surroundings} surroundings
 * @returns {string}
 * @throws {Error} with the one line that says what to install
 */
export function firefoxIn({ named, systemBrowsers, starts, mayInstallPackages, run, say }) {
  if (named) {
    if (starts(named)) return named;
    throw new Error(`CONVOT_FIREFOX is ${named}, which is no browser that starts here: name another or unset it.`);
  }
  const installed = () => systemBrowsers().find(starts);
  const found = installed();
  if (found) return found;

  if (mayInstallPackages) {
    say(`No Firefox here: trying the system's package, \`${PACKAGE_INSTALL}\`.`);
    const packaged = run(PACKAGE_INSTALL, PACKAGE_TIMEOUT_MS) && installed();
    if (packaged) return packaged;
  }
  throw new Error(
    'The browser tests need Firefox: install it (`sudo apt-get install firefox-esr`, `brew install --cask firefox`) or name one in CONVOT_FIREFOX.',
  );
}

/** @type {string | undefined} */
let found;

/** @returns {string} a browser for the tests on this machine, looked for once; see {@link firefoxIn} */
export function findFirefox() {
  found ??= firefoxIn({
    named: process.env.CONVOT_FIREFOX,
    systemBrowsers: () => [...commandPaths(COMMANDS), ...USUAL_PLACES],
    starts,
    mayInstallPackages: mayInstallPackages(),
    run,
    say: (line) => console.log(line),
  });
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findFirefox());
