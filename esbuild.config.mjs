// What `npm run build` writes, and from what. Declarations are test/api's part.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { minify } from 'terser';

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

/** A second minifier after esbuild's: what strangers' pages load gets 3 to 6 % smaller. @type {esbuild.Plugin} */
const minifiedTwice = {
  name: 'minified-twice',
  setup({ initialOptions, onEnd }) {
    const { format, write = true } = initialOptions;
    initialOptions.write = false;
    onEnd(async ({ outputFiles = [] }) => {
      for (const file of outputFiles) {
        const { code = '' } = await minify(file.text, {
          ecma: 2020,
          module: format === 'esm',
          compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
        });
        file.contents = new TextEncoder().encode(code);
        if (!write) continue;
        await mkdir(dirname(file.path), { recursive: true });
        await writeFile(file.path, file.contents);
      }
    });
  },
};

/**
 * Names by which the client's own parts call each other: inside src/client they may be one letter long. A name may stand
 * here only if it crosses no boundary of that folder: not the page, an option, the wire, the disk, another tab, the chat.
 */
const NAMES_INSIDE_THE_CLIENT = [
  ...['establish', 'ownerIn', 'recover', 'hear', 'askUnread', 'end', 'forget', 'gone', 'ended'],
  ...[
    'flush',
    'flushOnLeaving',
    'expect',
    'settle',
    'before',
    'isDurable',
    'awaited',
    'leave',
    'change',
    'tell',
    'enter',
  ],
];

/** What each of them is called in what is built. @type {Readonly<Record<string, string>>} */
export const SHORT_NAMES = Object.fromEntries(
  NAMES_INSIDE_THE_CLIENT.map((name, place) => [name, String.fromCharCode('a'.charCodeAt(0) + place)]),
);

/** @type {esbuild.Plugin} */
const shortNamesInsideTheClient = {
  name: 'short-names-inside-the-client',
  setup(build) {
    build.onLoad({ filter: /\/src\/client\/[^/]+\.ts$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, 'utf8'), {
        loader: 'ts',
        sourcefile: basename(path),
        sourcemap: 'inline',
        target: BROWSER_TARGET,
        mangleProps: new RegExp(`^(${NAMES_INSIDE_THE_CLIENT.join('|')})$`),
        mangleCache: SHORT_NAMES,
      });
      return { contents: code, loader: 'js', watchFiles: [path] };
    });
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

/** What an application that imports us has already. */
export const PEERS = ['react'];

/**
 * How an application's bundler would bundle a module that imports our packages, without what it has already and with the
 * minifier that most of them use.
 * @param {string} contents the module's text
 * @returns {esbuild.BuildOptions}
 */
export function forBrowsers(contents) {
  const stdin = { contents, resolveDir: ROOT };
  const plugins = [cssAsText, shortNamesInsideTheClient, minifiedTwice];
  return { ...shared, stdin, external: PEERS, minify: true, splitting: true, outdir: 'dist', plugins };
}

/** Where the agents' page names its scripts and style sheets: `src="./main.tsx"`, `href="./app.css"`. */
const LOCAL_REFERENCE = /(?<=(?:src|href)=")\.\/[^"]+\.(?:tsx?|css)(?=")/g;

/**
 * Each bundle under the name by which checks and errors call it.
 * @returns {Promise<Record<'packages' | 'cli' | 'script' | 'chat' | 'shim-intercom' | 'shim-chatwoot' | 'shim-crisp' | 'stub' | 'desk' | 'desk-worker' | 'desk-web', esbuild.BuildOptions>>}
 */
export async function bundles() {
  const npmEntries = (await publicEntries()).map(({ name, source }) => ({ in: source, out: name }));
  const agentsPage = await readFile(join(ROOT, 'desk/web/index.html'), 'utf8');
  const page = { ...shared, minify: true, plugins: [cssAsText, shortNamesInsideTheClient, minifiedTwice] };
  /** @param {string} messenger @returns {esbuild.BuildOptions} */
  const shimTag = (messenger) => ({
    ...page,
    entryPoints: [`widget/shims/${messenger}.ts`],
    outfile: `dist/convot-${messenger}.js`,
    format: 'iife',
  });
  const node = { ...shared, platform: /** @type {const} */ ('node'), target: NODE_TARGET, sourcemap: true };
  return {
    packages: {
      ...shared,
      entryPoints: npmEntries,
      outdir: 'dist',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      sourcemap: true,
      plugins: [cssAsText, shortNamesInsideTheClient, npmStaysOutside],
    },
    cli: {
      ...node,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli/main.js',
      plugins: [npmStaysOutside],
    },
    script: {
      ...page,
      entryPoints: ['widget/script.ts'],
      outfile: 'dist/convot.js',
      format: 'iife',
    },
    chat: { ...page, entryPoints: ['widget/chat/script-chunk.ts'], outfile: 'dist/convot-chat.js' },
    'shim-intercom': shimTag('intercom'),
    'shim-chatwoot': shimTag('chatwoot'),
    'shim-crisp': shimTag('crisp'),
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
      entryPoints: (agentsPage.match(LOCAL_REFERENCE) ?? []).map((file) => join('desk/web', file)),
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
 * What a page names to take our scripts from somebody else's server unchanged or not at all.
 * @see https://www.w3.org/TR/SRI/
 */
async function writeIntegrity() {
  const folder = join(ROOT, 'dist');
  const scripts = (await readdir(folder)).filter((name) => /^convot.*\.js$/.test(name)).sort();
  const digests = scripts.map(async (script) => {
    const digest = createHash('sha384').update(await readFile(join(folder, script)));
    return [script, `sha384-${digest.digest('base64')}`];
  });
  const text = JSON.stringify(Object.fromEntries(await Promise.all(digests)), null, 2);
  await writeFile(join(folder, 'integrity.json'), `${text}\n`);
}

/**
 * Builds everything that runs; `npm start` calls it too.
 * @param {readonly string[]} [cleared] folders to empty first; without more, those whose files carry a hash in their names
 */
export async function build(cleared = ['dist/chunks', 'desk/dist']) {
  await Promise.all(cleared.map((folder) => rm(join(ROOT, folder), { recursive: true, force: true })));
  const { 'desk-web': agentsPages, ...others } = await bundles();
  const [{ metafile }] = await Promise.all([
    esbuild.build({ ...agentsPages, metafile: true }),
    ...Object.values(others).map((options) => esbuild.build(options)),
  ]);
  await Promise.all([writePage(metafile), writeIntegrity()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build(['dist', 'desk/dist']).catch((error) => {
    // esbuild has printed its own errors, each with its place.
    if (!('errors' in error)) console.error(error);
    process.exitCode = 1;
  });
}
