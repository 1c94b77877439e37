// `node test/house/published.mjs`, after a build: what npm would publish is whole, passes publint and attw, loads where there
// is no window, compiles in a stranger's project, and brings a command that runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consumerFaults } from '../api/consumer.mjs';
import { installPacked, pack } from './packing.mjs';

/** @typedef {string | Record<string, string>} Target */

/** zod keeps its registry where several copies of it find each other. Only `convot/protocol/schemas` loads it. */
const ZOD_REGISTRY = '__zod_';

/**
 * One line per file that package.json's exports promise and the package would not hold. Sources stay at home.
 * @param {Record<string, Target>} exports @param {ReadonlySet<string>} files @returns {string[]}
 */
export function missingFiles(exports, files) {
  return Object.entries(exports).flatMap(([path, target]) =>
    Object.entries(typeof target === 'string' ? { default: target } : target)
      .filter(([condition, file]) => condition !== 'source' && !files.has(posix.normalize(file)))
      .map(([condition, file]) => `exports["${path}"].${condition} is ${file}, which would not be published`),
  );
}

/** Scripts for pages: there is nothing in them to import, and so nothing to type. */
const SCRIPTS = ['convot.js'];

/** What others hold packages to, and how each is asked. Ours are ECMAScript modules alone, on purpose. */
const LINTERS = /** @type {const} */ ([
  ['publint', ['run', '--strict']],
  ['attw', ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--exclude-entrypoints', ...SCRIPTS, '--']],
]);

/**
 * @param {string} root @param {string} tarball @returns {string[]} what a linter printed, when it was not content
 */
function linterFaults(root, tarball) {
  return LINTERS.flatMap(([name, options]) => {
    const command = join(root, 'node_modules/.bin', name);
    const { status, stdout, stderr, error } = spawnSync(command, [...options, tarball], { encoding: 'utf8' });
    return status === 0 ? [] : [`${name}: ${error?.message ?? `${stdout}${stderr}`.trim()}`];
  });
}

/**
 * The command as it lies in the package: it must start with nothing but the package's own dependencies beside it.
 * @param {string} installed the package's folder @returns {string[]}
 */
function commandFaults(installed) {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  return Object.entries(bin).flatMap(([name, file]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(installed, file), 'keygen', '--json'], {
      encoding: 'utf8',
    });
    return status === 0 && Object.keys(JSON.parse(stdout)).length === 4 ? [] : [`${name} keygen failed: ${stderr}`];
  });
}

/**
 * Imports each entry by its published name in plain Node.
 * @param {string} name @param {readonly string[]} paths @returns {Promise<string[]>}
 */
async function importFaults(name, paths) {
  const globals = new Set(Object.keys(globalThis));
  /** @type {string[]} */
  const faults = [];
  for (const path of paths) {
    const specifier = posix.join(name, path);
    await import(specifier).catch((error) => faults.push(`import '${specifier}' failed in Node: ${error}`));
  }
  const left = Object.keys(globalThis).filter((key) => !globals.has(key) && !key.startsWith(ZOD_REGISTRY));
  return [...faults, ...left.map((key) => `an import left globalThis.${key} behind: entries have no side effects`)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((path) => typeof exports[path] === 'object');
  const folder = mkdtempSync(join(tmpdir(), 'convot-published-'));
  try {
    const { tarball, files } = pack(root, folder);
    const installed = installPacked(root, tarball, folder);
    const faults = [
      ...missingFiles(exports, files),
      ...(await importFaults(name, entries)),
      ...linterFaults(root, tarball),
      ...commandFaults(installed),
      ...consumerFaults(root, folder),
    ];
    for (const fault of faults) console.error(fault);
    console.log(
      `published: ${faults.length === 0 ? `${entries.length} entries are whole` : `${faults.length} faults`}`,
    );
    process.exitCode = faults.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
