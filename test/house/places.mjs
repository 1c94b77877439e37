// `node test/house/places.mjs`: no file of the repository names a place that exists on one machine alone.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = /\.(?:png|jpe?g|ico|woff2?|wasm)$/;

/** An absolute path below a folder of one machine or one person. */
const MACHINE_PATH = /(?<![\w.\-}])\/(?:tmp|root|home|work|Users)\/[\w.-]+/;

/** A lockfile that names a registry ties everyone to it; npm finds the packages by name and integrity. */
const REGISTRY_ADDRESS = /"resolved": "https?:/;

/**
 * One line per fault.
 * @param {string} file @param {string} text @returns {string[]}
 */
export function placesNamed(file, text) {
  const lockfile = file.endsWith('package-lock.json');
  const pattern = lockfile ? REGISTRY_ADDRESS : MACHINE_PATH;
  const advice = lockfile
    ? 'names a registry: run `npm install --omit-lockfile-registry-resolved --package-lock-only`'
    : "names a machine's path: use os.tmpdir(), or a path relative to the repository";
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${advice}`] : []));
}

/**
 * The files that git would track, found without it: everything but what .gitignore's two plain forms name.
 * @param {string} root @returns {string[]}
 */
function filesUnder(root) {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const folders = new Set(['.git', ...ignored.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1))]);
  const endings = ignored.filter((line) => line.startsWith('*')).map((line) => line.slice(1));
  /** @param {string} folder @returns {string[]} */
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return folders.has(entry.name) ? [] : walk(path);
      return entry.isFile() && !endings.some((ending) => path.endsWith(ending)) ? [path] : [];
    });
  return walk('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = filesUnder(root).filter((file) => !BINARY.test(file));
  const faults = files.flatMap((file) => placesNamed(file, readFileSync(join(root, file), 'utf8')));
  for (const fault of faults) console.error(fault);
  console.log(
    `places: ${faults.length === 0 ? `none of ${files.length} files names a machine` : `${faults.length} faults`}`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}
