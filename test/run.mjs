// `npm test`: every check, one line each; `node test/run.mjs format types` runs those alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} holds what it holds, in a few words
 * @property {string} command run from the root, with the installed packages' commands at hand
 * @property {string} [advice] what to do when it fails
 */

/** @type {readonly Check[]} */
const CHECKS = [
  {
    name: 'format',
    holds: 'formatter and linter',
    command: `biome ci --error-on-warnings --colors=${process.stdout.isTTY ? 'force' : 'off'} .`,
    advice: 'run `npm run format`, then mend what it still names',
  },
  { name: 'types', holds: 'TypeScript, strict', command: 'tsc -p .', advice: 'mend the types named above' },
  {
    name: 'layers',
    holds: 'the layer map, no import circles',
    command: 'node test/house/layers.mjs',
    advice: 'move the import, or say why the map changes: test/house/rooms.mjs',
  },
  {
    name: 'places',
    holds: "no machine's paths in any file",
    command: 'node test/house/places.mjs',
    advice: 'mend the lines named above',
  },
  {
    name: 'build',
    holds: 'everything that runs',
    command: 'node esbuild.config.mjs',
    advice: 'mend what esbuild names above',
  },
  {
    name: 'size',
    holds: 'what a page downloads',
    command: 'node test/house/sizes.mjs',
    advice: 'the limits stand in test/house/limits.mjs',
  },
  {
    name: 'api',
    holds: 'the public surface, as reported',
    command: 'node test/api/run.mjs',
    advice: 'accept a change on purpose with `npm run api -- --local` and commit the report',
  },
  {
    name: 'published',
    holds: 'what npm would publish',
    command: 'node test/house/published.mjs',
    advice: 'mend package.json (exports, files) or the entry named above',
  },
  {
    name: 'unit',
    holds: 'the rooms, one by one',
    command: 'vitest run --project unit --project react-18',
    advice: 'again with `npm run test:unit`',
  },
  {
    name: 'desk',
    holds: 'the desk and its databases',
    command: 'vitest run --project desk',
    advice: 'again with `npm run test:desk`',
  },
  {
    name: 'browser',
    holds: 'the five steps in Chromium, and browsers that are killed',
    command: 'vitest run --project browser',
    advice: 'again with `npm run test:e2e`',
  },
];

/** @param {number} since @returns {string} */
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a command; what it writes goes to this terminal as it comes.
 * @param {string} command @returns {Promise<boolean>} whether it succeeded
 */
function run(command) {
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(command, { cwd: ROOT, shell: true, stdio: 'inherit', env: { ...process.env, PATH } });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };

/**
 * A vitest project counts by its tests, any other check as one.
 * @param {Check} check @param {string} folder for vitest's report @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
async function outcome({ name, command }, folder) {
  if (!command.startsWith('vitest')) return (await run(command)) ? PASSED : FAILED;
  const report = join(folder, `${name}.json`);
  const ok = await run(`${command} --reporter=default --reporter=json --outputFile.json="${report}"`);
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not be loaded has no failed test, yet fails.
  return { passed: numPassedTests, failed: ok ? 0 : Math.max(1, numFailedTests), skipped: numPendingTests };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((word) => !CHECKS.some(({ name }) => name === word));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}; there are ${CHECKS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const lines = [];
const folder = mkdtempSync(join(tmpdir(), 'convot-test-'));
const started = Date.now();
for (const check of CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const since = Date.now();
  console.log(`\n── ${check.name}: ${check.holds}`);
  const { passed, failed, skipped } = await outcome(check, folder).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return FAILED;
  });
  total.passed += passed;
  total.failed += failed;
  const line = `${failed === 0 ? 'ok    ' : 'FAILED'} ${check.name.padEnd(9)} ${seconds(since).padStart(8)}  ${check.holds}${skipped > 0 ? `; ${skipped} skipped` : ''}`;
  lines.push(line);
  console.log(line);
  if (failed > 0) {
    console.error(`What to do: ${check.advice}. The checks after it were not run.`);
    break;
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${lines.join('\n')}\n${seconds(started)} in all`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
