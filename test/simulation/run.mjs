// `npm run simulate -- --runs N --seed S`: many schedules, with a count of each fault that took part and of each end.
// A failure is shrunk and told, one for each law, `--all` for all. `--seed S --steps 0,4` replays those steps with a trace.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How many seeds a report of failures names at most. */
const MOST_FAILURES = 10;

/** @returns {Promise<typeof import('./index.js')>} */
async function load() {
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.convot-simulation-'));
  try {
    const outfile = join(folder, 'simulation.mjs');
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ['test/simulation/index.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
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
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});
const { keep, loadClient, scheduleOf, shrink, simulate } = await load();
const startClient = await loadClient();
const first = Number(values.seed);

if (values.steps !== undefined) {
  const schedule = keep(scheduleOf(first), values.steps.split(',').map(Number));
  const { violation } = await simulate(schedule, { startClient, onTrace: console.log });
  console.log(violation ? `seed ${first}: ${violation.law}: ${violation.what}` : `seed ${first}: no law is broken`);
  process.exit(violation ? 1 : 0);
}

const runs = Number(values.runs);
const started = Date.now();
/** @type {Map<string, number>} */
const totals = new Map();
/** @type {{ seed: number, law: string }[]} */
const failures = [];
for (let seed = first; seed < first + runs; seed += 1) {
  const schedule = scheduleOf(seed);
  const { violation, counts } = await simulate(schedule, { startClient });
  for (const [what, count] of counts) totals.set(what, (totals.get(what) ?? 0) + count);
  if (!violation) continue;
  const isNew = values.all || !failures.some(({ law }) => law === violation.law);
  failures.push({ seed, law: violation.law });
  if (!isNew || failures.length > MOST_FAILURES) continue;
  const shrunk = await shrink(schedule, violation, { startClient });
  const { tabs, hasEndpoint, hasLocks, steps } = shrunk.schedule;
  console.log(`\nseed ${seed} breaks "${violation.law}": ${shrunk.violation.what}, at ${shrunk.violation.atMs} ms`);
  console.log(`  ${tabs} tabs, ${hasEndpoint ? 'an' : 'no'} identity endpoint, ${hasLocks ? '' : 'no '}Web Locks`);
  for (const { do: what, thenMs, ...detail } of steps)
    console.log(`  ${what} ${JSON.stringify(detail)}, then ${thenMs} ms`);
  console.log(`  again: npm run simulate -- --seed ${seed} --steps ${shrunk.kept.join(',')}`);
}

console.log(`\n${runs} schedules from seed ${first}, ${((Date.now() - started) / 1_000).toFixed(1)} s`);
for (const [what, count] of [...totals].sort(([a], [b]) => a.localeCompare(b))) {
  console.log(`  ${String(count).padStart(8)}  ${what}`);
}
/** @type {Map<string, number[]>} */
const byLaw = new Map();
for (const { seed, law } of failures) byLaw.set(law, [...(byLaw.get(law) ?? []), seed]);
for (const [law, seeds] of byLaw) {
  console.log(`FAILED "${law}": ${seeds.length} seeds: ${seeds.slice(0, MOST_FAILURES).join(', ')}`);
}
console.log(`${runs - failures.length} held, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
