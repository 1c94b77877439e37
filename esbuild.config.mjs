// What `npm run build` writes, and from what. Declarations are test/api's part.
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** Every browser that the widget supports runs this; newer syntax is compiled down to it. */
const BROWSER_TARGET = 'es2022';
const NODE_TARGET = 'node20.19';

/**
 * The minified text of a style sheet; a sheet that CSS's grammar refuses fails the build.
 * @param {string} file absolute path
 * @returns {Promise<string>}
 */
export async function minifiedCss(file) {
  const { outputFiles, warnings } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    target: BROWSER_TARGET,
    logLevel: 'silent',
  });
  const first = warnings[0];
  if (first) throw new Error(`${relative(ROOT, file)}:${first.location?.line ?? 0}: ${first.text}`);
  return (outputFiles[0]?.text ?? '').trim();
}

/** A style sheet that a script imports is its minified text. @type {esbuild.Plugin} */
const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.css$/ }, ({ kind, path, resolveDir }) =>
      kind === 'import-statement' ? { path: join(resolveDir, path), namespace: 'css-as-text' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'css-as-text' }, async ({ path }) => ({
      contents: await minifiedCss(path),
      loader: 'text',
      watchFiles: [path],
    }));
  },
};

/** Our own packages are bundled from their sources, everything from npm stays an import. @type {esbuild.Plugin} */
const npmStaysOutside = {
  name: 'npm-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || /^(@convot\/|convot(\/|$))/.test(path) ? undefined : { path, external: true },
    );
  },
};

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  charset: 'utf8',
  conditions: ['source'],
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [cssAsText],
  target: BROWSER_TARGET,
};

/**
 * One entry per `source` in package.json's exports: that table says what is public, here and everywhere else.
 * @returns {Promise<{ specifier: string, name: string, source: string }[]>} specifier as in `convot/server`, name as in `server`
 */
export async function publicEntries() {
  const { name: packageName, exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, entry]) => typeof entry === 'object')
    .map(([path, entry]) => ({
      specifier: posix.join(packageName, path),
      name: entry.default.replace(/^\.\/dist\/|\.js$/g, ''),
      source: entry.source.slice(2),
    }));
}

// BEGIN while parts are still being written
/** @param {Record<string, esbuild.BuildOptions>} all */
function whatExists(all) {
  /** @type {Record<string, esbuild.BuildOptions>} */
  const found = {};
  for (const [name, options] of Object.entries(all)) {
    const entryPoints = /** @type {(string | { in: string, out: string })[]} */ (options.entryPoints).filter(
      (entry) => {
        const file = typeof entry === 'string' ? entry : entry.in;
        if (existsSync(join(ROOT, file))) return true;
        console.warn(`build: ${name}: ${file} does not exist yet, left out`);
        return false;
      },
    );
    if (entryPoints.length > 0) {
      found[name] = { ...options, entryPoints: /** @type {string[]} */ (entryPoints) };
    } else console.warn(`build: ${name}: nothing to build yet`);
  }
  return found;
}
// END

/**
 * How an application's bundler would bundle a module that imports our packages.
 * @param {string} contents the module's text
 * @returns {esbuild.BuildOptions}
 */
export function forBrowsers(contents) {
  return { ...shared, stdin: { contents, resolveDir: ROOT }, minify: true, splitting: true, outdir: 'dist' };
}

/** Where the agents' page names its scripts and style sheets: `src="./main.tsx"`, `href="./app.css"`. */
const LOCAL_REFERENCE = /(?<=(?:src|href)=")\.\/[^"]+\.(?:tsx?|css)(?=")/g;

/**
 * Each bundle under the name by which checks and errors call it.
 * @returns {Promise<Record<'packages' | 'script' | 'chat' | 'stub' | 'desk' | 'desk-worker' | 'desk-web', esbuild.BuildOptions>>}
 */
export async function bundles() {
  const npmEntries = (await publicEntries()).map(({ name, source }) => ({ in: source, out: name }));
  const page = await readFile(join(ROOT, 'desk/web/index.html'), 'utf8').catch(() => '');
  const node = { ...shared, platform: /** @type {const} */ ('node'), target: NODE_TARGET, sourcemap: true };
  return {
    packages: {
      ...shared,
      entryPoints: npmEntries,
      outdir: 'dist',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      sourcemap: true,
      plugins: [cssAsText, npmStaysOutside],
    },
    script: { ...shared, entryPoints: ['widget/script.ts'], outfile: 'dist/convot.js', format: 'iife', minify: true },
    chat: { ...shared, entryPoints: ['widget/chat/script-chunk.ts'], outfile: 'dist/convot-chat.js', minify: true },
    stub: {
      absWorkingDir: ROOT,
      entryPoints: ['widget/stub.js'],
      outfile: 'dist/stub.js',
      minify: true,
      target: BROWSER_TARGET,
      tsconfigRaw: {},
    },
    desk: {
      ...node,
      entryPoints: ['desk/src/main.ts', 'desk/src/index.ts'],
      outdir: 'desk/dist',
      splitting: true,
      plugins: [cssAsText, npmStaysOutside],
    },
    // Beside the bundles above, flat: `new URL('./pglite-worker.mjs', import.meta.url)` holds from each of their chunks.
    'desk-worker': {
      ...node,
      entryPoints: ['desk/src/database/pglite-worker.mjs'],
      outfile: 'desk/dist/pglite-worker.mjs',
      plugins: [npmStaysOutside],
    },
    'desk-web': {
      ...shared,
      entryPoints: (page.match(LOCAL_REFERENCE) ?? []).map((file) => join('desk/web', file)),
      outdir: 'desk/dist/web',
      entryNames: 'assets/[name]-[hash]',
      chunkNames: 'assets/[name]-[hash]',
      splitting: true,
      minify: true,
    },
  };
}

/**
 * The agents' page with the hashed names of what was built from it.
 * @param {esbuild.Metafile} metafile
 */
async function writePage(metafile) {
  const page = await readFile(join(ROOT, 'desk/web/index.html'), 'utf8');
  const built = page.replace(LOCAL_REFERENCE, (reference) => {
    const source = join('desk/web', reference);
    const output = Object.keys(metafile.outputs).find((file) => metafile.outputs[file]?.entryPoint === source);
    if (output === undefined) throw new Error(`desk/web/index.html names ${reference}, which was not built`);
    return `/${relative('desk/dist/web', output)}`;
  });
  await writeFile(join(ROOT, 'desk/dist/web/index.html'), built);
}

/**
 * Builds everything that runs; `npm start` calls it too.
 * @returns {Promise<Record<string, esbuild.Metafile>>} what went into each bundle
 */
export async function build() {
  await Promise.all(['dist', 'desk/dist'].map((folder) => rm(join(ROOT, folder), { recursive: true, force: true })));
  const built = await Promise.all(
    Object.entries(whatExists(await bundles())).map(async ([name, options]) => {
      const { metafile } = await esbuild.build({ ...options, metafile: true });
      return /** @type {const} */ ([name, metafile]);
    }),
  );
  const metafiles = Object.fromEntries(built);
  if (metafiles['desk-web']) await writePage(metafiles['desk-web']);
  return metafiles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch((error) => {
    // esbuild has printed its own errors, each with its place.
    if (!('errors' in error)) console.error(error);
    process.exitCode = 1;
  });
}
