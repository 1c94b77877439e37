// Emits every source's declarations into dist/types, ready to be rolled up once per public entry.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { roomOf } from '../house/layers.mjs';

/** `from './x.js'` and `import("./x.js")`, as TypeScript writes them into declarations. */
const RELATIVE_SPECIFIER = /(?<=\bfrom ['"]|\bimport\(['"])\.{1,2}\/[^'"]+(?=['"])/g;

/**
 * What a public entry re-exports belongs to that entry: another entry's declarations import it by its public name,
 * instead of holding a copy that TypeScript would take for another type.
 * @param {string} file of a declaration, from dist/types: `src/proof/open.d.ts`
 * @param {string} text
 * @param {ReadonlyMap<string, string>} publicNames room -> how a customer imports it
 * @returns {string}
 */
export function withPublicNames(file, text, publicNames) {
  const home = roomOf(file.replace(/\.d\.ts$/, '.ts'))?.name;
  return text.replace(RELATIVE_SPECIFIER, (specifier) => {
    const room = roomOf(posix.join(posix.dirname(file), specifier.replace(/\.js$/, '.ts')))?.name;
    const ownPart = room === home || (home === 'entry' && room === 'client');
    return (!ownPart && room !== undefined && publicNames.get(room)) || specifier;
  });
}

/**
 * @param {string} root
 * @param {readonly { source: string, specifier: string }[]} entries
 * @returns {boolean} false when the sources do not compile; tsc has said why
 */
export function emitDeclarations(root, entries) {
  const folder = join(root, 'dist/types');
  rmSync(folder, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'test/api')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) return false;

  const publicNames = new Map(entries.map(({ source, specifier }) => [roomOf(source)?.name ?? source, specifier]));
  publicNames.set('client', publicNames.get('entry') ?? '');
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), withPublicNames(posix.normalize(path), text, publicNames));
  }
  return true;
}
