import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A program of the desk's sources that plain Node can run, for tests that need a process of its own. */
export interface Program {
  start(args?: readonly string[], env?: NodeJS.ProcessEnv): Child;
  remove(): Promise<void>;
}

/** A running program. */
export interface Child {
  readonly pid: number;
  /** Waits for a line of its output that the pattern matches. Rejects when the program ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** Ends it and waits until it is gone. Answers its exit code, `null` when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Waits until it ends by itself. */
  readonly ended: Promise<number | null>;
  /** All it has written so far, to both outputs. */
  readonly output: () => string;
}

/**
 * Bundles a module as the build does: sources and the database's worker beside each other, npm packages outside.
 *
 * @param contents - TypeScript whose imports are relative to `desk/src`.
 */
export async function bundle(contents: string): Promise<Program> {
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'convot-program-'));
  const built = join(directory, 'dist');
  const shared: esbuild.BuildOptions = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    logLevel: 'error',
    plugins: [npmStaysOutside],
  };
  const stdin = { contents, resolveDir: join(ROOT, 'desk/src'), loader: 'ts' } as const;
  await esbuild.build({ ...shared, stdin, outfile: join(built, 'program.js') });
  const worker = join(ROOT, 'desk/src/database/pglite-worker.mjs');
  await esbuild.build({ ...shared, entryPoints: [worker], outfile: join(built, 'pglite-worker.mjs') });
  await symlink(join(ROOT, 'desk/migrations'), join(directory, 'migrations'));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  return {
    start: (args = [], env = {}) => startChild(join(built, 'program.js'), args, env),
    remove: () => rm(directory, { recursive: true }),
  };
}

const npmStaysOutside: esbuild.Plugin = {
  name: 'npm-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || /^convot(\/|$)/.test(path) ? undefined : { path, external: true },
    );
  },
};

function startChild(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let wake = () => {};
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on('line', (text) => {
      lines.push(text);
      wake();
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    wake();
    return code as number | null;
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;

  return {
    pid: child.pid ?? -1,
    ended,
    output: () => lines.join('\n'),
    async line(pattern) {
      for (;;) {
        const found = lines.find((text) => pattern.test(text));
        if (found !== undefined) return found;
        if (!isRunning()) {
          await ended;
          const last = lines.find((text) => pattern.test(text));
          if (last !== undefined) return last;
          throw new Error(`The program ended without a line ${pattern}:\n${lines.join('\n')}`);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop(signal = 'SIGTERM') {
      if (isRunning()) child.kill(signal);
      return ended;
    },
  };
}
