// `node test/house/published.mjs`, after a build: what npm would publish is whole, and loads where there is no window.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** @param {string} root @returns {Set<string>} */
function packedFiles(root) {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const packed = JSON.parse(stdout);
  const [{ files }] = Array.isArray(packed) ? packed : Object.values(packed);
  return new Set(files.map((/** @type {{ path: string }} */ { path }) => path));
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
  const faults = [...missingFiles(exports, packedFiles(root)), ...(await importFaults(name, entries))];
  for (const fault of faults) console.error(fault);
  console.log(`published: ${faults.length === 0 ? `${entries.length} entries are whole` : `${faults.length} faults`}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
