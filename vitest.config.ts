import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';
import { minifiedCss } from './esbuild.config.mjs';

/** A real browser, or a database in WebAssembly, may take this long to start on a slow machine. */
const SLOW_START_MS = 60_000;

const REACT_18 = fileURLToPath(new URL('./test/react/18/node_modules/react', import.meta.url));

/** A package below the AI SDK has a `source` of TypeScript, which Node would be led to and can't read. */
const AI_SDK = [/\/node_modules\/(?:ai|@ai-sdk|eventsource-parser)\//];

/** `import css from './x.css'` yields the minified text, as in the build. */
const cssAsText: Plugin = {
  name: 'css-as-text',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.css')) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found && `\0css-as-text:${found.id}.js`;
  },
  async load(id) {
    const file = /^\0css-as-text:(.*)\.js$/.exec(id)?.[1];
    return file === undefined ? null : `export default ${JSON.stringify(await minifiedCss(file))};`;
  },
};

/**
 * Projects inherit this: our own packages are read from their sources, and TSX is Preact's.
 * A test that needs a DOM says `// @vitest-environment happy-dom` in its first line.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [cssAsText],
  resolve: { conditions: ['source', 'browser', 'module', 'development|production'] },
  ssr: { resolve: { conditions: ['source', 'node', 'module', 'development|production'] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    // Two cores are two workers; by itself Vitest leaves one of them idle.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx,mjs}'],
          exclude: [...configDefaults.exclude, 'test/desk/**', 'test/e2e/**', 'test/chaos/chaos.test.ts'],
        },
      },
      {
        // The same tests as in `unit`, over the other major version that convot/react names as its peer.
        extends: true,
        resolve: { alias: { react: REACT_18, 'react-dom': `${REACT_18}-dom` } },
        test: {
          name: 'react-18',
          env: { REACT_MAJOR: '18' },
          include: ['test/react/**/*.test.tsx'],
          // Of React 19 alone.
          exclude: [...configDefaults.exclude, 'test/react/activity.test.tsx'],
        },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: ['test/desk/**/*.test.{ts,tsx}'],
          server: { deps: { inline: AI_SDK } },
          hookTimeout: SLOW_START_MS,
          testTimeout: SLOW_START_MS / 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts', 'test/chaos/chaos.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          server: { deps: { inline: AI_SDK } },
          fileParallelism: false,
          hookTimeout: 2 * SLOW_START_MS,
          testTimeout: SLOW_START_MS,
        },
      },
    ],
  },
});
