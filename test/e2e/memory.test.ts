import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, picture } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, type Visit, visit } from './customer-site.js';
import { soon } from './people.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let site: CustomerSite;
let browser: Browser;
let page: Page;
let opened: Visit;

beforeAll(async () => {
  [site, browser] = await Promise.all([openCustomerSite(ROOT), launchChromium()]);
  opened = await visit(browser, `${site.origin}/examples/static/index.html`);
  page = opened.page;
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function identify(key: string, value: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.getByLabel('Value').fill(value);
  await page.getByRole('button', { name: 'Identify' }).click();
}

/** What the page says that its desk holds. */
const held = () => page.locator('#values > *').allTextContents();

test('a page without any server identifies its visitor, and nothing overwrites what is there', async () => {
  await identify('plan', 'pro');
  await soon(held).toEqual(['plan', 'pro']);
  await identify('plan', 'free');
  await identify('seats', '7');
  await soon(held).toEqual(['plan', 'pro', 'seats', '7']);
  await page.getByRole('status').getByText('user_1815: applied').waitFor();
});

test('its chat is answered by the page itself', async () => {
  await page.getByRole('button', { name: 'Chat' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('textbox', { name: 'Message' }).fill('Hello?');
  await page.keyboard.press('Enter');
  await panel.getByText('You wrote 6 characters.').waitFor();
  await picture(page, 'memory');
});

test('resetting leaves nothing of the visitor in page and chat', async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reset' }).click();
  await soon(held).toEqual([]);
  await page.getByRole('button', { name: 'Chat' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByText('Write to us').waitFor();
  expect(await panel.getByText('Hello?').count()).toBe(0);
});

test('no request left the page’s own origin, and nothing was complained of', () => {
  expect(opened.asked.length).toBeGreaterThan(0);
  expect(opened.asked.filter((url) => !url.startsWith(site.origin) && !url.startsWith('data:'))).toEqual([]);
  expect(opened.complaints).toEqual([]);
});
