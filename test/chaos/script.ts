import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { bundles, SHORT_NAMES } from '../../esbuild.config.mjs';
import { PLANTED_FAULTS, type PlantedFault, planted } from '../simulation/planted-faults.js';

const BUILT = new URL('../../dist/convot.js', import.meta.url);
const STORE = fileURLToPath(new URL('../../src/client/store.ts', import.meta.url));

/** A fault that can be put into the script tag: those of the simulation, and one of the store. */
export type Plant = PlantedFault | 'queued in memory';

export const PLANTS: readonly Plant[] = ['queued in memory', ...PLANTED_FAULTS];

/** The script tag as it was built, or built anew with a fault in it. */
export async function scriptText(plant: Plant | null): Promise<string> {
  if (plant === null) return readFile(BUILT, 'utf8');
  const { script } = await bundles();
  const plugin = plant === 'queued in memory' ? queuedInMemory : planted(plant);
  const { outputFiles } = await esbuild.build({
    ...script,
    write: false,
    plugins: [...(script.plugins ?? []), plugin],
  });
  return outputFiles?.[0]?.text ?? '';
}

/** A store that calls durable what goes with the page. */
const queuedInMemory: esbuild.Plugin = {
  name: 'queued-in-memory',
  setup(build) {
    build.onResolve({ filter: /\/store\.js$/ }, ({ namespace }) =>
      namespace === 'file' ? { path: 'store', namespace: 'planted-store' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'planted-store' }, () => ({
      contents: `
        import { memoryStore } from ${JSON.stringify(STORE)};
        // By the name that the client's own parts call it in this build.
        export const browserStore = () => ({ ...memoryStore(), ${SHORT_NAMES.isDurable}: true });`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'js',
    }));
  },
};
