import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;
let app: string;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(ROOT), launchChromium()]);
  ({ id: app } = await desk.app({ name: 'Shop' }));
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await desk?.close();
});

const launcher = (page: Page) => page.getByRole('button', { name: /^Chat/ });
const panel = (page: Page) => page.getByRole('dialog');

async function chat(page: Page, text: string): Promise<void> {
  await launcher(page).click();
  await panel(page).getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('log').getByText(text).waitFor();
}

const identify = (person: string, key: string) =>
  `Convot.identify({ external_id: '${person}', custom_data: { ${key}: true } })
    .then(({ settled }) => settled).then(({ status }) => status)`;

/** What libraries of Turbo's kind do at each visit: another body, whose scripts run, in the same document. */
async function showBody(page: Page, html: string): Promise<void> {
  await page.evaluate((markup) => {
    const body = document.createElement('body');
    body.innerHTML = markup;
    for (const old of body.querySelectorAll('script')) {
      const script = document.createElement('script');
      for (const { name, value } of old.attributes) script.setAttribute(name, value);
      script.textContent = old.textContent;
      old.replaceWith(script);
    }
    document.documentElement.replaceChild(body, document.body);
  }, html);
}

describe('on a page whose body is replaced at each visit', () => {
  test('the paste in its head is there for every body, also with the chat', async () => {
    const { page, complaints } = await visit(browser, site.show('/head', plainPage(pasteOf(desk.url, app))));
    await chat(page, 'On the first page');
    await page.evaluate(() => window.Convot.close());
    await showBody(page, '<h1>A second page</h1>');
    expect(await page.evaluate(identify('user_head', 'second'))).toBe('applied');
    await chat(page, 'On the second page');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('an open chat stays open', async () => {
    const { page } = await visit(browser, site.show('/open', plainPage(pasteOf(desk.url, app))));
    await chat(page, 'Still here?');
    await showBody(page, '<h1>A second page</h1>');
    await panel(page).getByRole('log').getByText('Still here?').waitFor();
    await page.close();
  });

  test('a paste in every body is one messenger, and each body’s calls count', async () => {
    const body = (key: string) =>
      `<h1>A page</h1>${pasteOf(desk.url, app)}<script>${identify('user_body', key)}</script>`;
    const { page, complaints } = await visit(
      browser,
      site.show('/body', plainPage('').replace('</body>', `${body('first')}</body>`)),
    );
    await soon(() => desk.customData('user_body', app)).toEqual({ first: [true, 'unverified'] });
    await showBody(page, body('second'));
    await soon(() => desk.customData('user_body', app)).toMatchObject({ second: [true, 'unverified'] });
    expect(await launcher(page).count()).toBe(1);
    await chat(page, 'One messenger');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test('after destroy() nothing of the messenger is left, and its tag starts it again', async () => {
  const { page, complaints } = await visit(browser, site.show('/again', plainPage(pasteOf(desk.url, app))));
  await chat(page, 'The first time');
  await page.evaluate(() => window.Convot.destroy());
  await soon(() => page.locator('[data-convot]').count()).toBe(0);

  await showBody(page, pasteOf(desk.url, app));
  await launcher(page).waitFor();
  expect(await page.evaluate(identify('user_again', 'again'))).toBe('applied');
  await chat(page, 'The second time');
  expect(await page.locator('[data-convot="launcher"]').count()).toBe(1);
  expect(complaints).toEqual([]);
  await page.close();
});

/** A page that has the packages where a bundler would have put them. */
function modulePage(): string {
  const { exports } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
  const own = ['.', './chat', './launcher'].map((path) => [`convot${path.slice(1)}`, exports[path].default.slice(1)]);
  const imports = {
    ...Object.fromEntries(own),
    'idb-keyval': '/node_modules/idb-keyval/dist/index.js',
    preact: '/node_modules/preact/dist/preact.mjs',
    'preact/hooks': '/node_modules/preact/hooks/dist/hooks.mjs',
    'preact/jsx-runtime': '/node_modules/preact/jsx-runtime/dist/jsxRuntime.mjs',
  };
  return plainPage(`<script type="importmap">${JSON.stringify({ imports })}</script>
    <script type="module">
      import { createClient, desk } from 'convot';
      import { mountLauncher } from 'convot/launcher';
      window.boot = () =>
        createClient({ adapter: desk({ app: '${app}', url: '${desk.url}' }), chat: () => import('convot/chat') });
      window.mountLauncher = mountLauncher;
    </script>`);
}

test('two clients on one page deliver every patch, and a third goes on when they are destroyed', async () => {
  const { page, complaints } = await visit(browser, site.show('/modules', modulePage()));
  const statuses = await page.evaluate(`(async () => {
    const clients = [boot(), boot()];
    const receipts = [];
    for (let number = 0; number < 6; number += 1) {
      const custom_data = { ['key_' + number]: number };
      receipts.push(clients[number % 2].identify({ external_id: 'user_twice', custom_data }));
    }
    const ends = await Promise.all(receipts.map(async (receipt) => (await (await receipt).settled).status));
    for (const client of clients) client.destroy();
    window.Convot = boot();
    mountLauncher(Convot);
    return ends;
  })()`);
  expect(statuses).toEqual(Array.from({ length: 6 }, () => 'applied'));
  expect(await page.evaluate(identify('user_twice', 'third'))).toBe('applied');
  expect(Object.keys(await desk.customData('user_twice', app)).sort()).toEqual([
    ...Array.from({ length: 6 }, (_, number) => `key_${number}`),
    'third',
  ]);
  await chat(page, 'From the third client');
  // Two that open at once get two sessions; whose was replaced hears 401 once, and goes on with the other.
  expect(complaints.filter((line) => !line.includes('status of 401'))).toEqual([]);
  await page.close();
});
