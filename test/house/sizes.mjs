// `npm run size`: what a page downloads, against the limits, and that nothing of a server is in it.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { bundles, forBrowsers, PEERS } from '../../esbuild.config.mjs';
import { SERVER_PACKAGES, SIZE_LIMITS } from './limits.mjs';

/**
 * What people import from npm, each bundled as an application's bundler would; what is loaded later by an `import()`
 * doesn't count.
 */
const IMPORT_SHAPES = {
  createClient: "export { createClient } from 'convot';",
  'createClient + adapters/desk': "export { createClient } from 'convot'; export { desk } from 'convot/adapters/desk';",
  'adapters/chatwoot': "export * from 'convot/adapters/chatwoot';",
  'adapters/memory': "export * from 'convot/adapters/memory';",
  react: "export * from 'convot/react';",
  shims: "export * from 'convot/shims';",
  launcher: "export * from 'convot/launcher';",
  chat: "export * from 'convot/chat';",
  context: "export * from 'convot/context';",
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @typedef {{ name: string, raw: number, gzip: number, brotli: number, serverPackages: string[] }} Size */

/**
 * The packages among {@link SERVER_PACKAGES}, and Node's own modules, that went into a bundle.
 * @param {esbuild.Metafile} metafile @returns {string[]}
 */
export function serverPackagesIn({ inputs, outputs }) {
  const files = Object.keys(inputs);
  const bundled = SERVER_PACKAGES.filter((name) => files.some((file) => file.includes(`node_modules/${name}/`)));
  const external = Object.values(outputs).flatMap(({ imports }) => imports.filter((found) => found.external));
  return [...bundled, ...external.map(({ path }) => path).filter((path) => !PEERS.includes(path))];
}

/**
 * The outputs that are loaded with the first: it, and what it imports statically.
 * @param {esbuild.Metafile} metafile @returns {ReadonlySet<string>}
 */
function loadedAtOnce({ outputs }) {
  const [first = ''] = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint !== undefined);
  const loaded = new Set([first]);
  for (const path of loaded) {
    for (const found of outputs[path]?.imports ?? []) {
      if (found.kind === 'import-statement' && !found.external) loaded.add(found.path);
    }
  }
  return loaded;
}

/**
 * @param {string} name @param {esbuild.BuildOptions} options @param {boolean} [isLazyLeftOut] @returns {Promise<Size>}
 */
async function measure(name, options, isLazyLeftOut = false) {
  const { metafile, outputFiles } = await esbuild.build({ ...options, metafile: true, write: false });
  const loaded = loadedAtOnce(metafile);
  const counted = (outputFiles ?? []).filter(({ path }) => !isLazyLeftOut || loaded.has(relative(ROOT, path)));
  const code = Buffer.concat(counted.map(({ contents }) => contents));
  return {
    name,
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
    serverPackages: serverPackagesIn(metafile),
  };
}

/**
 * One line per size over its limit and per package of a server.
 * @param {readonly Size[]} sizes @returns {string[]}
 */
export function sizeFaults(sizes) {
  return sizes.flatMap((size) => {
    const faults = size.serverPackages.map((found) => `${size.name} contains ${found}: it belongs to servers`);
    const limit = SIZE_LIMITS[size.name];
    if (limit && size[limit.measure] > limit.bytes) {
      const over = `${size[limit.measure]} bytes ${limit.measure}, over its ${limit.bytes} (${limit.reason})`;
      faults.push(`${size.name} is ${over}: make it smaller, or raise test/house/limits.mjs with a reason`);
    }
    return faults;
  });
}

/** @param {Size} size */
function row({ name, raw, gzip, brotli }) {
  const limit = SIZE_LIMITS[name];
  const columns = [raw, gzip, brotli].map((bytes) => String(bytes).padStart(8)).join('');
  return `${name.padEnd(32)}${columns}  ${limit ? `at most ${limit.bytes} ${limit.measure}` : ''}`.trimEnd();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { script, chat, stub, 'desk-web': agents, ...others } = await bundles();
  const sizes = await Promise.all([
    measure('dist/convot.js', script),
    measure('dist/convot-chat.js', chat),
    measure('dist/convot-intercom.js', others['shim-intercom']),
    measure('dist/convot-chatwoot.js', others['shim-chatwoot']),
    measure('dist/convot-crisp.js', others['shim-crisp']),
    measure('dist/stub.js', stub),
    measure('desk/dist/web (scripts and style)', agents),
    ...Object.entries(IMPORT_SHAPES).map(([name, contents]) => measure(`import ${name}`, forBrowsers(contents), true)),
  ]);
  console.log(`${'bytes'.padEnd(32)}${['raw', 'gzip', 'brotli'].map((word) => word.padStart(8)).join('')}`);
  for (const size of sizes) console.log(row(size));
  const faults = sizeFaults(sizes);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
