// `npm run chaos -- --rounds N --firefox N --seed S`: real browsers, killed at random moments, against the real desk.
//   --rounds N   rounds in Chromium (200)        --firefox N   rounds in Firefox (50)
//   --seed S     of the first round (1); `--rounds 1 --seed 17 --firefox 0` plays the plan of round 17 again
//   --trace      tells what happened in every round, not in those alone that broke a law
//   --plant F    builds the client with a fault, such as delete-before-send, to see it caught
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A long run says now and then that it is alive. */
const PROGRESS_ROUNDS = 25;

/** @type {Readonly<Record<string, string>>} */
const COUNTED = {
  rounds: 'rounds',
  kills: 'kills',
  tabs: 'tabs',
  patches: 'patches planned',
  stored: 'told as stored before any kill; of these:',
  applied: '  applied once',
  discarded: '  ended with their person',
  waiting: '  wait on disk for their person to be named',
  lost: '  LOST',
  survived: 'were never handed to the desk before a kill: the disk alone had them',
  held: 'told as held in memory',
  appliedUntold: 'applied, though killed before it was told as stored',
  duplicates: 'entries that the desk was handed again',
};

/** @returns {Promise<typeof import('./index.js')>} */
async function load() {
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.convot-chaos-'));
  try {
    const outfile = join(folder, 'chaos.mjs');
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ['test/chaos/index.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      external: ['*/esbuild.config.mjs'],
      // Files are found from where the sources are.
      define: { 'import.meta.url': JSON.stringify(new URL('./index.ts', import.meta.url).href) },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    firefox: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    plant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

const { createDevice, openWorld, PLANTS, plansFrom, playChaos } = await load();
const plant = PLANTS.find((name) => name.replaceAll(' ', '-') === values.plant) ?? null;
if (values.plant !== undefined && plant === null) {
  console.error(
    `No fault is called ${values.plant}; there are ${PLANTS.map((name) => name.replaceAll(' ', '-')).join(', ')}.`,
  );
  process.exit(2);
}

const seed = Number(values.seed);
const chaos = await openWorld();
const world = await chaos.world(plant);
let failed = 0;
for (const [browser, rounds] of /** @type {const} */ ([
  ['chromium', Number(values.rounds)],
  ['firefox', Number(values.firefox)],
])) {
  if (rounds === 0) continue;
  const started = Date.now();
  const device = createDevice(browser);
  const { totals, failures } = await playChaos(device, world, plansFrom(seed, rounds), {
    onRound(round, trace, failure) {
      const played = round - seed + 1;
      if (played % PROGRESS_ROUNDS === 0) console.log(`${browser}: ${played} of ${rounds} rounds`);
      if (!failure && !values.trace) return;
      console.log(`\n${browser}, round ${round}: ${failure ? 'broke a law' : 'all laws hold'}`);
      for (const line of trace) console.log(`  ${line}`);
      for (const { law, what } of failure?.violations ?? []) console.log(`FAILED "${law}": ${what}`);
    },
  }).finally(device.discard);
  failed += failures.length;
  const took = (Date.now() - started) / 1_000;
  console.log(`\n${browser}, from seed ${seed}: ${took.toFixed(0)} s, ${(took / rounds).toFixed(1)} s a round`);
  for (const [what, count] of Object.entries(totals)) console.log(`  ${String(count).padStart(7)}  ${COUNTED[what]}`);
  if (failures.length > 0) {
    console.log(
      `  again: npm run chaos -- ${browser === 'firefox' ? '--rounds 0 --firefox 1' : '--rounds 1 --firefox 0'} --seed ${failures[0]?.seed}`,
    );
  }
}
await chaos.close();
console.log(failed === 0 ? '\nNo round broke a law.' : `\n${failed} rounds broke a law.`);
process.exitCode = failed === 0 ? 0 : 1;
