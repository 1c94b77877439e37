// Packs the package as npm would publish it, and installs it where a stranger's project would have it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param {string} root @param {string} folder where the tarball goes
 * @returns {{ tarball: string, files: Set<string> }} its path, and the paths of the files in it
 */
export function pack(root, folder) {
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout, stderr, status } = spawnSync('npm', options, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const packed = JSON.parse(stdout);
  const [{ filename, files }] = Array.isArray(packed) ? packed : Object.values(packed);
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
  return { tarball: join(folder, filename), files: new Set(paths) };
}

/**
 * Unpacks a tarball into the `node_modules` of a project, with the dependencies that package.json names beside it: what npm
 * would install, and the peers that the project itself has, with their types.
 * @param {string} root @param {string} tarball @param {string} project
 * @returns {string} the package's folder there
 */
export function installPacked(root, tarball, project) {
  const { name, dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', modules], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar failed: ${stderr}`);
  renameSync(join(modules, 'package'), join(modules, name));
  const peers = Object.keys(peerDependencies).flatMap((peer) => [peer, `@types/${peer}`]);
  for (const dependency of [...Object.keys(dependencies), ...peers]) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true });
    symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency), 'junction');
  }
  return join(modules, name);
}
