// Reads which file imports which: TypeScript's own scanner finds the imports, the exports tables resolve our own names.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

const SOURCE_FILE = /\.(?:[cm]?[jt]sx?)$/;
const NOT_SOURCE = new Set(['node_modules', 'dist', 'migrations', 'public']);
const WRITTEN_AS_JS = ['.ts', '.tsx', '.js', '.mjs', '.d.ts'];

/**
 * @typedef {object} Import
 * @property {string} file path from the root, with `/`
 * @property {number} line from 1
 * @property {string} specifier as written
 * @property {string | null} target the file of ours that it means, path from the root; null for a package
 * @property {boolean} byName whether one of our packages was imported by its name
 */

/** @param {string} root @param {string} folder @returns {string[]} */
function sourceFiles(root, folder) {
  const here = join(root, folder);
  if (!existsSync(here)) return [];
  return readdirSync(here, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : sourceFiles(root, posix.join(folder, entry.name));
    return SOURCE_FILE.test(entry.name) ? [posix.join(folder, entry.name)] : [];
  });
}

/**
 * What our own packages export by name, and the source of each: `convot/protocol` -> `src/protocol/index.ts`.
 * @param {string} root
 * @returns {Map<string, string>}
 */
export function ownPackages(root) {
  const sources = new Map();
  for (const folder of ['', 'desk']) {
    const file = join(root, folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name, exports = {} } = JSON.parse(readFileSync(file, 'utf8'));
    for (const [path, entry] of Object.entries(exports)) {
      const source = typeof entry === 'object' ? entry.source : undefined;
      if (source) sources.set(posix.join(name, path), posix.join(folder, source));
    }
  }
  return sources;
}

/** @param {string} root @param {string} file @param {string} specifier @returns {string | null} */
function fileMeant(root, file, specifier) {
  const exact = posix.join(posix.dirname(file), specifier);
  const bare = exact.replace(/\.js$/, '');
  const candidates = [exact, ...WRITTEN_AS_JS.map((ending) => bare + ending)];
  return candidates.find((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile()) ?? exact;
}

/**
 * Every import, re-export, type import and `import()` of a literal, in the source folders under `root`.
 * @param {string} root absolute path
 * @param {readonly string[]} folders
 * @returns {Import[]}
 */
export function readImports(root, folders) {
  const own = ownPackages(root);
  return folders
    .flatMap((folder) => sourceFiles(root, folder))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
        const relativePath = fileName.startsWith('.');
        return {
          file,
          line: text.slice(0, pos).split('\n').length,
          specifier: fileName,
          target: relativePath ? fileMeant(root, file, fileName) : (own.get(fileName) ?? null),
          byName: !relativePath,
        };
      });
    });
}

/**
 * The names that the nearest package.json above `file` depends on.
 * @param {string} root @param {string} file @returns {Set<string>}
 */
export function declaredPackages(root, file) {
  for (let folder = dirname(join(root, file)); !relative(root, folder).startsWith('..'); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { dependencies = {}, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return new Set([...Object.keys(dependencies), name]);
  }
  throw new Error(`no package.json above ${file.split(sep).join('/')}`);
}
