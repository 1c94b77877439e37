import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../examples/shop/policy.mjs';
import { launchChromium, picture, signInAsAgent } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

/** The Convot document's five values. */
const FIVE_VALUES = {
  plan: 'pro',
  shopify_store: 'acme.myshopify.com',
  order_count: 42,
  trial_ends_at: '2026-07-01',
  mrr_usd: 99,
};

/** What the desk keeps of them when nothing proves who sent them. */
const UNVERIFIED_FIVE = Object.fromEntries(
  Object.entries(FIVE_VALUES).map(([key, value]) => [key, [value, 'unverified']]),
);

/** The snippet of that document, for a person of this id. */
const identifySnippet = (externalId: string) => `<script>
  Convot.identify(${JSON.stringify({ email: `${externalId}@example.com`, external_id: externalId, custom_data: FIVE_VALUES })});
</script>`;

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

async function write(page: Page, text: string): Promise<void> {
  await panel(page).getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('log').getByText(text).waitFor();
}

describe('the Convot document’s snippet runs unchanged', () => {
  test('right after the paste; its values stand in the agent’s sidebar, marked as unverified', async () => {
    const { page, complaints } = await visit(
      browser,
      site.show('/pasted', plainPage(paste + identifySnippet('user_123'))),
    );
    await soon(() => desk.customData('user_123', app)).toEqual(UNVERIFIED_FIVE);
    await launcher(page).click();
    await write(page, 'Where is my invoice?');

    const agent = await browser.newPage({ viewport: { width: 1_280, height: 860 } });
    await signInAsAgent(agent, desk);
    await agent.getByRole('link').filter({ hasText: 'Where is my invoice?' }).first().click();
    for (const [key, value] of Object.entries(FIVE_VALUES)) {
      const row = await agent.locator('convot-context .row').filter({ hasText: key }).textContent();
      expect(row).toContain(`${value}`);
      expect(row).toContain('Unverified identify');
    }
    await picture(agent, 'paste-sidebar');
    expect(complaints).toEqual([]);
    await agent.close();
    await page.close();
  });

  test('after a plain script tag, without the stub', async () => {
    const tag = `<script src="${desk.url}/convot.js" data-app="${app}"></script>`;
    const { page, complaints } = await visit(
      browser,
      site.show('/plain', plainPage(tag + identifySnippet('user_124'))),
    );
    await soon(() => desk.customData('user_124', app)).toEqual(UNVERIFIED_FIVE);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test('calls made before the script arrives are replayed in their order, across methods', async () => {
  const early = `<script>
    var heard = [];
    var note = (name) => Convot.on(name, (event) => heard.push(event ? name + ' ' + (event.count || event.status) : name));
    var calls = [
      ...['open', 'close', 'discarded', 'applied'].map(note),
      Convot.open(),
      Convot.identify({ external_id: 'early_first', custom_data: { plan: 'free' } }),
      Convot.close(),
      Convot.reset(),
      Convot.identify({ external_id: 'early_second', custom_data: { plan: 'pro' } }),
      Convot.open(),
    ];
    var afterThem = Promise.all(calls);
  </script>`;
  site.show('/early', plainPage(paste + early));
  const page = await browser.newPage();
  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route('**/convot.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${site.origin}/early`, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'A customer’s page' }).waitFor();
  expect(await page.evaluate('heard')).toEqual([]);
  arrive();
  // What the first call promised before the script was there comes true after it.
  await soon(() => page.evaluate('afterThem.then(([stop]) => typeof stop)')).toBe('function');
  await soon(() => desk.customData('early_second', app)).toEqual({ plan: ['pro', 'unverified'] });
  await soon(() => page.evaluate('heard')).toContain('applied applied');
  // The chat says when it opens, once it is there; data doesn't wait for that.
  const isChats = "(name) => name === 'open' || name === 'close'";
  await soon(() => page.evaluate(`heard.filter(${isChats})`)).toEqual(['open', 'close', 'open']);
  expect(await page.evaluate(`heard.filter((name) => !(${isChats})(name))`)).toEqual([
    'discarded 1',
    'applied applied',
  ]);
  expect(await desk.contact('early_first')).toBeNull();
  await panel(page).waitFor();
  await page.close();
});

test('the launcher is as the calls from before the script was there left it', async () => {
  const left = async (path: string, early: string) => {
    const head = `${paste}<script>${early} Convot.update({}).then(() => { window.isHere = true; });</script>`;
    const { page } = await visit(browser, site.show(path, plainPage(head)));
    await soon(() => page.evaluate('window.isHere')).toBe(true);
    return page;
  };
  const hidden = await left('/early-hide', 'Convot.hide();');
  expect(await launcher(hidden).count()).toBe(0);
  await hidden.evaluate('Convot.show()');
  await launcher(hidden).waitFor();
  const opened = await left('/early-open', 'Convot.open();');
  await panel(opened).waitFor();
  expect(await launcher(opened).getAttribute('aria-expanded')).toBe('true');
  await hidden.close();
  await opened.close();
});

describe('a page', () => {
  test('under a strict policy with Trusted Types has no violation', async () => {
    const nonce = 'bm9uY2U';
    const head = (paste + identifySnippet('user_strict')).replaceAll('<script', `<script nonce="${nonce}"`);
    const policy = { 'Content-Security-Policy': contentSecurityPolicy(nonce, desk.url) };
    const { page, complaints } = await visit(browser, site.show('/strict', plainPage(head), policy));
    await launcher(page).click();
    await write(page, 'See https://example.com/help or write to help@example.com');
    await panel(page).getByRole('button', { name: 'Turn this conversation into a ticket' }).click();
    await panel(page).getByRole('textbox', { name: 'Subject' }).fill('Policy');
    await panel(page).getByRole('button', { name: 'Create ticket' }).click();
    await panel(page)
      .getByRole('heading', { name: /^Ticket #\d+ created/ })
      .waitFor();
    await soon(() => desk.customData('user_strict', app)).toEqual(UNVERIFIED_FIVE);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('whose other scripts have changed the language before us works all the same', async () => {
    const others = `<script>
      // As monitoring does.
      const original = window.fetch;
      window.fetch = function (...request) { return original.call(window, new Request(...request)); };
      // As Prototype 1.6 did, and pages of its time still do.
      Array.prototype.toJSON = function () { return '[' + this.map((each) => JSON.stringify(each)) + ']'; };
      Object.prototype.toJSON = function () { return '{}'; };
      // Enumerable, as by assignment: for…in meets them.
      Array.prototype.last = function () { return this[this.length - 1]; };
      Object.prototype.each = function () {};
    </script>`;
    const url = site.show('/patched', plainPage(others + paste + identifySnippet('user_patched')));
    const { page, complaints } = await visit(browser, url);
    await soon(() => desk.customData('user_patched', app)).toEqual(UNVERIFIED_FIVE);
    await launcher(page).click();
    await write(page, 'Written on an old page');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('whose tag has no data-app is told what to do, and meets no exception', async () => {
    const nameless = paste.replace(/ data-app="[^"]*"/, '');
    const { page, complaints } = await visit(
      browser,
      site.show('/nameless', plainPage(nameless + identifySnippet('user_125'))),
    );
    await soon(() => complaints.length).toBe(1);
    expect(complaints[0]).toMatch(/^Convot \[wrong_use\].*data-app.*Settings/);
    await page.evaluate(() => void window.Convot.open());
    expect(complaints).toHaveLength(1);
    await page.close();
  });
});

test('on a narrow screen the chat is used by keyboard alone, and Escape gives the focus back', async () => {
  const url = site.show('/narrow', plainPage(paste + identifySnippet('user_narrow')));
  const { page, complaints } = await visit(browser, url, {
    viewport: { width: 360, height: 640 },
    colorScheme: 'dark',
  });
  await launcher(page).waitFor();
  await page.keyboard.press('Tab');
  const focused = () =>
    page.evaluate(() => {
      const inside = document.activeElement?.shadowRoot?.activeElement;
      return inside?.ariaLabel || inside?.getAttribute('aria-label') || inside?.textContent || '';
    });
  expect(await focused()).toMatch(/^Chat/);
  await page.keyboard.press('Enter');
  await soon(focused).toBe('Message');
  await page.keyboard.type('Only keys');
  await page.keyboard.press('Enter');
  await panel(page).getByRole('log').getByText('Only keys').waitFor();
  await picture(page, 'paste-narrow-dark');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const box = await panel(page).boundingBox();
  expect(box).toMatchObject({ x: 0, width: 360 });
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  expect(await focused()).toMatch(/^Chat/);
  expect(complaints).toEqual([]);
  await page.close();
});
