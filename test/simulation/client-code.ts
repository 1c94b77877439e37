import { fileURLToPath } from 'node:url';
import { compileFunction, createContext } from 'node:vm';
import * as esbuild from 'esbuild';

/** The package's entry, as a page has it. */
export type ClientModule = typeof import('../../src/index.js');

/** Starts the client in a page of which these are the globals: everything that isn't JavaScript's own. */
export type StartClient = (globals: Readonly<Record<PortName, unknown>>) => ClientModule;

/** What the client may touch of a page. Anything else is a `ReferenceError` there. */
export const PORT_NAMES = [
  'globalThis',
  'window',
  'self',
  'Date',
  'Math',
  'setTimeout',
  'clearTimeout',
  'crypto',
  'indexedDB',
  'BroadcastChannel',
  'navigator',
  'document',
  'location',
  'fetch',
  'addEventListener',
  'removeEventListener',
  'requestIdleCallback',
  'console',
  'AbortController',
  'AbortSignal',
  'URL',
  'TextEncoder',
  'Event',
  'EventTarget',
  'structuredClone',
  'queueMicrotask',
  'performance',
] as const;

export type PortName = (typeof PORT_NAMES)[number];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Nothing but JavaScript: no port can be forgotten without notice. One for all pages, since making one is slow. */
const bareRealm = createContext({});

/**
 * Bundles the client once; each page then runs it anew, with module state and globals of its own.
 *
 * @param plugins - what a test changes in it, to see that the oracle notices.
 */
export async function loadClient(plugins: readonly esbuild.Plugin[] = []): Promise<StartClient> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'convot',
    target: 'es2022',
    conditions: ['source'],
    logLevel: 'silent',
    plugins: [...plugins],
  });
  const code = `${outputFiles[0]?.text ?? ''}\nreturn convot;`;
  const start = compileFunction(code, [...PORT_NAMES], { parsingContext: bareRealm, filename: 'convot-in-a-page.js' });
  return (globals) => start(...PORT_NAMES.map((name) => globals[name]));
}
