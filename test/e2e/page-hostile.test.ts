import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { firefoxTabs, killBrowser, launchChromium, launchFirefox } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { BROKEN_STORES, HOSTILE_SCRIPTS } from './hostile-pages.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;
let app: string;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(), launchChromium()]);
  ({ id: app } = await desk.app({ name: 'Shop' }));
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await desk?.close();
});

let pages = 0;

/** Opens a page on which this was done before ours came, and which identifies its visitor. */
async function open(hostility: string) {
  pages += 1;
  const person = `user_${pages}`;
  const head = `<script>{ ${hostility} }</script>
    ${pasteOf(desk.url, app)}
    <script>
      var stored, status;
      Convot.identify({ external_id: '${person}', custom_data: { plan: 'pro', seats: 5, beta: true } }).then((receipt) => {
        stored = receipt.stored;
        receipt.settled.then((end) => { status = end.status; });
      });
    </script>`;
  return { person, ...(await visit(browser, site.show(`/hostile-${pages}`, plainPage(head)))) };
}

const APPLIED = { plan: ['pro', 'unverified'], seats: [5, 'unverified'], beta: [true, 'unverified'] };

async function chat(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Chat/ }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('textbox', { name: 'Message' }).fill('Written on a page like this');
  await page.keyboard.press('Enter');
  await panel.getByRole('log').getByText('Written on a page like this').waitFor();
}

describe('identify() and the chat work, and the page meets no exception', () => {
  test.each(Object.keys(HOSTILE_SCRIPTS))('on a page that %s', async (kind) => {
    const { page, person, complaints } = await open(HOSTILE_SCRIPTS[kind] ?? '');
    await soon(() => page.evaluate('stored + " " + status')).toBe('queued applied');
    expect(await desk.customData(person, app)).toEqual(APPLIED);
    await chat(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each(Object.keys(BROKEN_STORES))('where IndexedDB %s: the receipt says so', async (kind) => {
    const { page, person, complaints } = await open(BROKEN_STORES[kind] ?? '');
    await soon(() => page.evaluate('stored + " " + status')).toBe('held applied');
    expect(await desk.customData(person, app)).toEqual(APPLIED);
    await chat(page);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test('markup named like the browser’s own properties does not choose where our scripts come from', async () => {
  const elsewhere = await openCustomerSite();
  onTestFinished(elsewhere.close);
  const asked: string[] = [];
  for (const script of ['/convot.js', '/convot-chat.js']) {
    elsewhere.answer(script, () => {
      asked.push(script);
      return new Response('', { headers: { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' } });
    });
  }
  const image = `<img name="currentScript" src="${elsewhere.origin}/an-image" data-app="${app}" data-desk="${desk.url}">`;
  // Deferred, so that the image is there first.
  const paste = pasteOf(desk.url, app).replace('<script async', '<script defer');
  const document = plainPage(paste).replace('</body>', `${image}</body>`);
  const { page } = await visit(browser, site.show('/clobbered', document));
  await chat(page);
  expect(asked).toEqual([]);
  await page.close();
});

test('a Firefox that refuses cookies, and all storage with them, still has a messenger and custom data', async () => {
  const firefox = await launchFirefox({ preferences: { 'network.cookie.cookieBehavior': 2 } });
  onTestFinished(() => killBrowser(firefox));
  const openTab = await firefoxTabs(firefox);
  const tab = await openTab();
  const head = `<script>
      var complaints = [];
      addEventListener('error', ({ message }) => complaints.push(message));
      addEventListener('unhandledrejection', ({ reason }) => complaints.push('' + reason));
    </script>
    ${pasteOf(desk.url, app)}
    <script>
      var ended = Convot.identify({ external_id: 'user_without_cookies', custom_data: { plan: 'pro' } })
        .then(({ stored, settled }) => settled.then(({ status }) => stored + ' ' + status));
    </script>`;
  await tab.goto(site.show('/without-cookies', plainPage(head)));
  await soon(() => tab.evaluate('complaints.join() || ended')).toBe('held applied');
  await tab.evaluate('void Convot.open()');
  await soon(() =>
    tab.evaluate(`!!document.querySelector('[data-convot="chat"]')?.shadowRoot.querySelector('textarea')`),
  ).toBe(true);
  expect(await tab.evaluate('complaints.join()')).toBe('');
  await tab.close();
});
