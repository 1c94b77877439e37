import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../browser/harness.js';

/** As strict as a page can be: no inline style, no nonce, and no sink for markup. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The page's own styles are hostile: nothing of them may reach the messenger. */
const HOSTILE_CSS = 'body * { display: none !important; color: red !important; font-size: 40px !important }';

const PAGE = `<!doctype html><html lang="en"><title>A shop</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/page.css"><main><h1>A shop</h1><p>Its goods.</p></main>
<script type="module" src="/page.js"></script></html>`;

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const AXE = readFileSync(file('../../node_modules/axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let server: Server;
let origin: string;

beforeAll(async () => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [file('../widget/chat/page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://page');
    response.setHeader('content-security-policy', POLICY);
    if (pathname === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (pathname === '/page.css') response.setHeader('content-type', 'text/css').end(HOSTILE_CSS);
    else {
      const page = searchParams.has('hostile') ? PAGE : PAGE.replace(/<link[^>]*>/, '');
      response.setHeader('content-type', 'text/html').end(page);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

/** Opens a scene and its chat; what the browser complained of is in `complaints`. */
async function open(query: string, { colorScheme, width }: Look = { colorScheme: 'light', width: 1_000 }) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 700 }, reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  await page.goto(`${origin}/?${query}`);
  await page.getByRole('button', { name: 'Chat', exact: false }).click();
  const panel = page.getByRole('dialog');
  await panel.waitFor();
  return { page, panel, complaints };
}

/** Runs axe from outside the page's policy, and tells each fault in a line. */
async function faults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const run = 'axe.run().then(({ violations }) => JSON.stringify(violations))';
  const { result } = await session.send('Runtime.evaluate', { expression: run, awaitPromise: true });
  const violations: AxeResults['violations'] = JSON.parse(String(result.value));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const LOOKS: readonly Look[] = [
  { colorScheme: 'light', width: 1_000 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 1_000 },
  { colorScheme: 'dark', width: 360 },
];

describe.each(LOOKS)('$colorScheme, $width px wide', (look) => {
  test.each(['empty', 'thread', 'list', 'ticketed'])(
    '%s has no fault that axe knows, under a strict policy',
    async (scene) => {
      const { page, panel, complaints } = await open(`scene=${scene}`, look);
      await panel.getByRole(scene === 'list' ? 'list' : 'log').waitFor();
      expect(await faults(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  test('neither have a refused ticket form, a created ticket and a message that was not sent', async () => {
    const { page, panel, complaints } = await open('scene=thread&guest&offline', look);
    await panel.getByRole('textbox', { name: 'Message' }).fill('Is anybody there?');
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').waitFor();
    expect(await faults(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Turn this conversation into a ticket' }).click();
    await panel.getByRole('button', { name: 'Create ticket' }).click();
    await panel.getByText('Enter an address').waitFor();
    expect(await faults(page)).toEqual([]);
    await panel.getByRole('textbox', { name: 'email' }).fill('ada@example.com');
    await panel.getByRole('button', { name: 'Create ticket' }).click();
    await panel.getByRole('heading', { name: 'Ticket #12 created' }).waitFor();
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test("a host page's style sheet reaches neither launcher nor panel", async () => {
  const { page, panel } = await open('scene=thread&hostile');
  const log = panel.getByRole('log');
  await log.getByText('See https://track.example').waitFor();
  expect(await log.evaluate((element) => getComputedStyle(element).fontSize)).toBe('15px');
  expect(await log.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(20, 24, 31)');
  await page.close();
});

test('Tab stays in a panel that covers the page, Escape closes it and gives the focus back', async () => {
  const { page, panel } = await open('scene=thread', { colorScheme: 'light', width: 360 });
  const focus = () =>
    page.evaluate(() => {
      const inside = document.activeElement?.shadowRoot?.activeElement;
      return inside?.ariaLabel || inside?.textContent;
    });
  await expect.poll(focus).toBe('Message');
  const visited: unknown[] = [];
  for (let count = 0; count < 8; count += 1) {
    await page.keyboard.press('Tab');
    visited.push(await focus());
  }
  expect(visited).toEqual([
    'Send',
    'New conversation',
    'Close chat',
    'Turn this conversation into a ticket',
    'Messages',
    'https://track.example/1042',
    'Message',
    'Send',
  ]);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await focus()).toMatch(/^Chat/);
  await page.close();
});
