// `npm run bench:page -- --loads N --slowdown N`: what the script tag costs a page on a slow device, beside the same page
// without it. Exit code 1 when a script of ours took a long task, moved anything, or asked for more than itself before idle.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { provisionDemo, startDesk } from '@convot/desk';
import { chromium } from 'playwright-core';
import { findChromium } from '../browser/find-chromium.mjs';
import { holdIdle, watchShifts } from '../browser/page-cost.mjs';
import { mainThread, TRACE_CATEGORIES } from './trace.mjs';

const OUR_SCRIPTS = /\/convot(?:-chat)?\.js$/;

const { values } = parseArgs({
  options: { loads: { type: 'string', default: '7' }, slowdown: { type: 'string', default: '4' } },
});
const loads = Number(values.loads);
const slowdown = Number(values.slowdown);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./trace.mjs').MainThread & { shift: number }} Cost */
/** @typedef {{ name: string, head: string, use?: (page: Page) => Promise<unknown> }} Case */

// Before this adds its own.
const [load1 = 0] = loadavg();
const data = await mkdtemp(join(tmpdir(), 'convot-bench-'));
const desk = await startDesk({ port: 0, data, log: () => {} });
const { app } = await provisionDemo(desk, { app: { name: 'Shop' } });
const stub = await readFile(fileURLToPath(new URL('../../dist/stub.js', import.meta.url)), 'utf8');
const paste = `<script>${stub}</script><script async src="${desk.url}/convot.js" data-app="${app.id}"></script>`;
const identify = `<script>Convot.identify({ external_id: 'user_bench', custom_data: { plan: 'pro', seats: 5 } })
  .then((receipt) => receipt.settled).then(() => { window.done = true; });</script>`;

/** @type {readonly [Case, ...Case[]]} */
const CASES = [
  { name: 'empty page', head: '' },
  { name: 'script tag', head: paste },
  { name: 'identify()', head: paste + identify, use: (page) => page.waitForFunction('window.done') },
  {
    name: 'chat opened',
    head: paste,
    async use(page) {
      await page.evaluate('void Convot.open()');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
    },
  },
];

const server = createServer(({ url = '/' }, response) => {
  const { head = '' } = CASES[Number(url.slice(1))] ?? {};
  const body = '<p>A paragraph of a page.</p>'.repeat(200);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(
    `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">${head}<body>${body}</html>`,
  );
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const address = (/** @type {number} */ place) => `http://localhost:${port}/${place}`;

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

/** One load with an empty cache. @param {number} place of the case @returns {Promise<Cost>} */
async function load(place) {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(watchShifts);
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await page.goto(address(place), { waitUntil: 'networkidle' });
  await CASES[place]?.use?.(page);
  const shifts = /** @type {number[]} */ (await page.evaluate('shifts'));
  const trace = await browser.stopTracing();
  await page.close();
  const shift = shifts.reduce((sum, each) => sum + each, 0);
  return { ...mainThread(trace.toString(), address(place), OUR_SCRIPTS), shift };
}

/** What a page asks for while it is kept from being idle, besides itself. @param {number} place */
async function askedBeforeIdle(place) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript(holdIdle);
  await page.goto(address(place), { waitUntil: 'networkidle' });
  await page.close();
  return asked.slice(1).map((url) => new URL(url).pathname);
}

/** @type {Cost[][]} */
const costs = CASES.map(() => []);
// In turns, so that whatever else this machine does falls on all alike. The first round warms it up.
for (let round = 0; round <= loads; round += 1) {
  for (const [place] of CASES.entries()) {
    const cost = await load(place);
    if (round > 0) costs[place]?.push(cost);
  }
}
const early = await askedBeforeIdle(1);
await browser.close();
server.close();
await desk.close();
await rm(data, { recursive: true });

/** Of each case its quietest load: others can only add to what ours costs. @param {keyof Cost} measure */
const least = (measure) => costs.map((each) => Math.min(...each.map((cost) => cost[measure])));
const busy = least('busy');
const longTasks = least('longTasks');

/** @param {string} name @param {readonly (number | string)[]} cells */
const row = (name, cells) => console.log(name.padEnd(38) + cells.map((cell) => `${cell}`.padStart(13)).join(''));
/** @param {number} number */
const tenths = (number) => number.toFixed(1);

row(
  `${loads} loads, ${slowdown}× slowdown, the quietest`,
  CASES.map(({ name }) => name),
);
row('main thread, ms', busy.map(tenths));
row(
  '  as a multiple of the empty page',
  busy.map((each) => (each / (busy[0] ?? 1)).toFixed(2)),
);
row('  in our scripts, ms', least('ours').map(tenths));
row('longest task with a script of ours, ms', least('longest').map(tenths));
row('long tasks of ours', longTasks);
row(
  'layout shift',
  costs.map((each) => Math.max(...each.map(({ shift }) => shift))),
);
console.log(`\nasked for before the page is idle: ${early.join(', ')}`);
if (load1 > availableParallelism()) {
  console.log(
    `This machine is busy (load ${tenths(load1)}), so its times are too long. Run this again when it is not.`,
  );
}

const faults = [
  ...(longTasks.some((count) => count > 0) ? ['a script of ours took a long task'] : []),
  ...(costs.flat().some(({ shift }) => shift > 0) ? ['something moved'] : []),
  ...(early.join() === '/convot.js' ? [] : ['more than the script was asked for before the page was idle']),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
