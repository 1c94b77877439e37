import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser as Chromium } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumTabs, firefoxTabs, killBrowser, launchChromium, launchFirefox, type Tab } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

let desk: OwnDesk;
let site: CustomerSite;
let chromium: Chromium;
let firefox: Firefox;
let app: string;
/** Another page of the site, without us. */
let elsewhere: string;

beforeAll(async () => {
  [desk, site, chromium, firefox] = await Promise.all([
    openOwnDesk(),
    openCustomerSite(),
    launchChromium({ backForwardCache: true }),
    launchFirefox(),
  ]);
  ({ id: app } = await desk.app({ name: 'Shop' }));
  elsewhere = site.show('/elsewhere', plainPage(''));
});

afterAll(async () => {
  await chromium?.close();
  if (firefox) await killBrowser(firefox);
  site?.close();
  await desk?.close();
});

/** A page that notes whether each of its appearances is a return from the back/forward cache. */
function rememberingPage(path: string): string {
  const note = `<script>
    var returned = [];
    addEventListener('pageshow', ({ persisted }) => returned.push(persisted));
  </script>`;
  return site.show(path, plainPage(note + pasteOf(desk.url, app)));
}

/** With the browser's reasons where it has loaded the page anew and names them. */
const RETURNED = `JSON.stringify([returned, performance.getEntriesByType('navigation')[0].notRestoredReasons ?? []])`;

const identify = (key: string) =>
  `Convot.identify({ external_id: 'user_back', custom_data: { ${key}: true } })
    .then(({ settled }) => settled).then(({ status }) => status)`;

/** Whether the chat shows where one writes. */
const COMPOSER = `!!document.querySelector('[data-convot="chat"]')?.shadowRoot.querySelector('textarea')`;

const LIVES: Readonly<Record<string, (tab: Tab) => Promise<unknown>>> = {
  async 'a launcher'(tab) {
    await soon(() => tab.evaluate(`!!document.querySelector('[data-convot="launcher"]')`)).toBe(true);
  },
  async 'an identified session'(tab) {
    expect(await tab.evaluate(identify('before'))).toBe('applied');
  },
  async 'a chat that was opened and closed'(tab) {
    expect(await tab.evaluate(identify('before'))).toBe('applied');
    await tab.evaluate('void Convot.open()');
    await soon(() => tab.evaluate(COMPOSER)).toBe(true);
    await tab.evaluate('void Convot.close()');
    await soon(() => tab.evaluate(COMPOSER)).toBe(false);
  },
};

describe.each([
  ['Chromium', () => chromiumTabs(chromium)],
  ['Firefox', () => firefoxTabs(firefox)],
] as const)('%s keeps a page', (_, profile) => {
  test.each(Object.keys(LIVES))('with %s, and it works on after its return', async (life) => {
    const url = rememberingPage('/kept');
    const openTab = await profile();
    const tab = await openTab();
    await tab.goto(url);
    await LIVES[life]?.(tab);
    await tab.quiet();
    await tab.goto(elsewhere);
    await tab.backTo(url);
    await soon(() => tab.evaluate(RETURNED)).toBe('[[false,true],[]]');
    expect(await tab.evaluate(identify('after'))).toBe('applied');
    await tab.close();
  });

  test('while another tab of the same person works on', async () => {
    const url = rememberingPage('/shared');
    const openTab = await profile();
    const tab = await openTab();
    await tab.goto(url);
    expect(await tab.evaluate(identify('first'))).toBe('applied');
    await tab.quiet();
    await tab.goto(elsewhere);

    const other = await openTab();
    await other.goto(url);
    expect(await other.evaluate(identify('second'))).toBe('applied');
    await tab.backTo(url);
    await soon(() => tab.evaluate(RETURNED)).toBe('[[false,true],[]]');
    expect(await tab.evaluate(identify('third'))).toBe('applied');
    await Promise.all([tab.close(), other.close()]);
  });
});

test('no file for pages has an unload handler: each would cost its page the cache in some browser', async () => {
  const names = await readdir(DIST, { recursive: true });
  const scripts = names.filter((name) => name.endsWith('.js') && !/^(?:cli|desk|examples)\b/.test(name));
  expect(scripts).toEqual(expect.arrayContaining(['convot.js', 'convot-chat.js', 'stub.js', 'index.js', 'chat.js']));
  const texts = await Promise.all(scripts.map((name) => readFile(join(DIST, name), 'utf8')));
  expect(scripts.filter((_, place) => /\b(?:before)?unload\b/i.test(texts[place] ?? ''))).toEqual([]);
});
