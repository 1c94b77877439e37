import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/harness.js';
import { holdIdle, watchShifts } from '../browser/page-cost.mjs';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;
let app: string;
let paste: string;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(), launchChromium()]);
  ({ id: app } = await desk.app({ name: 'Shop' }));
  paste = pasteOf(desk.url, app);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await desk?.close();
});

const launcher = (page: Page) => page.getByRole('button', { name: /^Chat/ });
const panel = (page: Page) => page.getByRole('dialog');
const becomeIdle = (page: Page) => page.evaluate('becomeIdle()');

async function write(page: Page, text: string): Promise<void> {
  await panel(page).getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('log').getByText(text).waitFor();
}

/** Everything that was asked for, once nothing has been for half a second. */
async function whenQuiet({ page, asked }: { readonly page: Page; readonly asked: readonly string[] }) {
  await page.waitForLoadState('networkidle');
  return [...asked];
}

test('before the page is idle it asks for the script alone, and for the app’s settings after', async () => {
  const url = site.show('/busy', plainPage(paste));
  const opened = await visit(browser, url, {}, (page) => page.addInitScript(holdIdle));
  await launcher(opened.page).waitFor();
  expect(await whenQuiet(opened)).toEqual([url, `${desk.url}/convot.js`]);
  await becomeIdle(opened.page);
  await soon(() => opened.asked.slice(2)).toEqual([`${desk.url}/v1/apps/${app}/settings`]);
  await opened.page.close();
});

test('a guest who comes back costs no request before idle either; then the unread are counted', async () => {
  const url = site.show('/guest', plainPage(paste));
  const opened = await visit(browser, url, {}, (page) => page.addInitScript(holdIdle));
  await launcher(opened.page).click();
  await write(opened.page, 'I may come back');
  await opened.page.reload();
  const since = opened.asked.lastIndexOf(url);
  await launcher(opened.page).waitFor();
  expect((await whenQuiet(opened)).slice(since)).toEqual([url, `${desk.url}/convot.js`]);
  await becomeIdle(opened.page);
  await soon(() => opened.asked.slice(since)).toContain(`${desk.url}/v1/unread`);
  await opened.page.close();
});

test('identify() and the chat need no idle page: they ask at once', async () => {
  const identify = `<script>Convot.identify({ external_id: 'user_busy', custom_data: { plan: 'pro' } });</script>`;
  const url = site.show('/at-once', plainPage(paste + identify));
  const { page } = await visit(browser, url, {}, (page) => page.addInitScript(holdIdle));
  await soon(() => desk.customData('user_busy', app)).toEqual({ plan: ['pro', 'unverified'] });
  await launcher(page).click();
  await write(page, 'Written while the page is busy');
  await page.close();
});

/** Taller than its window: a page whose every part would show a shift. */
const tallPage = (head: string) => plainPage(head).replace('</body>', `${'<p>A paragraph.</p>'.repeat(40)}</body>`);

/** How far each shift until now moved how much; one is told with the frame after it. */
const shifts = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    return (window as unknown as { shifts: readonly number[] }).shifts;
  });

test.each([1_000, 360])('on a page %i px wide nothing moves when launcher and chat come and go', async (width) => {
  const url = site.show('/still', tallPage(paste));
  const viewport = { width, height: 720 };
  const { page } = await visit(browser, url, { viewport }, (page) => page.addInitScript(watchShifts));
  await launcher(page).waitFor();
  // By calls and not by clicks: what moves right after a click is what the visitor asked for.
  await page.evaluate(() => window.Convot.open());
  await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await shifts(page)).toEqual([]);

  await write(page, 'Does anything move?');
  await page.reload();
  await launcher(page).waitFor();
  await page.evaluate(() => window.Convot.open());
  await panel(page).getByRole('log').getByText('Does anything move?').waitFor();
  await page.evaluate(() => window.Convot.close());
  await panel(page).waitFor({ state: 'detached' });
  await page.evaluate(() => window.Convot.hide());
  await launcher(page).waitFor({ state: 'detached' });
  await page.evaluate(() => window.Convot.show());
  await launcher(page).waitFor();
  expect(await shifts(page)).toEqual([]);

  // It would have been seen.
  await page.evaluate(() => document.body.prepend(document.createElement('hr')));
  expect(await shifts(page)).toEqual([expect.any(Number)]);
  await page.close();
});
