// `node test/house/layers.mjs`: imports stay on the layer map's arrows, and none go round in a circle.
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { declaredPackages, readImports } from './imports.mjs';
import { ROOMS } from './rooms.mjs';

/** @typedef {import('./imports.mjs').Import} Import */
/** @typedef {import('./rooms.mjs').Room} Room */

/** The folders under the layer map; tests may import anything. */
const MAPPED_FOLDERS = ['src', 'widget', 'desk/wire', 'desk/src', 'desk/web', 'examples'];

/** @param {string} file @returns {Room | undefined} */
export const roomOf = (file) => ROOMS.find(({ files }) => file.startsWith(files));

/** @param {string} specifier `@scope/name/sub` -> `@scope/name` */
const packageName = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Whether an example stays in its own folder: `examples/shop/…`. @param {string} file @param {string} target */
const sameExample = (file, target) => target.startsWith(`${file.split('/', 2).join('/')}/`);

/** @param {string} root @param {Room} room @param {Import} found @returns {boolean} */
function allowed(root, room, { file, specifier, target, byName }) {
  if (room.name === 'examples' && target !== null) return byName || sameExample(file, target);
  if (target !== null) {
    const other = roomOf(target);
    return other !== undefined && (other === room || room.rooms.includes(other.name));
  }
  const name = isBuiltin(specifier) ? 'node:' : packageName(specifier);
  if (room.packages !== 'declared') return room.packages.includes(name);
  return name === 'node:' || declaredPackages(root, file).has(name);
}

/**
 * One line per import that the map does not allow.
 * @param {string} root @param {readonly Import[]} imports @returns {string[]}
 */
export function forbiddenImports(root, imports) {
  return imports.flatMap((found) => {
    const at = `${found.file}:${found.line}`;
    const room = roomOf(found.file);
    if (!room) return [`${at} is in no room: give its folder a row in test/house/rooms.mjs`];
    if (allowed(root, room, found)) return [];
    const rooms = [...room.rooms, ...(room.packages === 'declared' ? ['its declared packages'] : room.packages)];
    const rule = `"${room.name}" may import ${rooms.join(', ') || 'nothing'}: ${room.why}`;
    return [`${at} imports '${found.specifier}', but ${rule}`];
  });
}

/**
 * One line per circle, each told once from its first file.
 * @param {readonly Import[]} imports @returns {string[]}
 */
export function importCycles(imports) {
  /** @type {Map<string, Set<string>>} */
  const targets = new Map();
  for (const { file, target } of imports) {
    if (target === null || target === file) continue;
    targets.set(file, (targets.get(file) ?? new Set()).add(target));
  }
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @type {string[]} */
  const cycles = [];
  /** @param {string} file @param {string[]} path */
  const visit = (file, path) => {
    seen.set(file, 'open');
    for (const target of targets.get(file) ?? []) {
      const state = seen.get(target);
      if (state === 'open') {
        const circle = [...path, file].slice([...path, file].indexOf(target));
        cycles.push(`${[...circle, target].join(' -> ')} is a circle: move what both need into a file below them`);
      } else if (state === undefined) visit(target, [...path, file]);
    }
    seen.set(file, 'done');
  };
  for (const file of targets.keys()) if (!seen.has(file)) visit(file, []);
  return cycles;
}

/** @param {string} root @returns {string[]} every fault, one line each */
export function layerFaults(root) {
  const imports = readImports(root, MAPPED_FOLDERS);
  return [...forbiddenImports(root, imports), ...importCycles(imports)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const faults = layerFaults(root);
  for (const fault of faults) console.error(fault);
  console.log(`layers: ${faults.length === 0 ? 'every import follows the map' : `${faults.length} faults`}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
