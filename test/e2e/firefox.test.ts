import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { goBackTo, killBrowser, launchFirefox } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite } from './customer-site.js';

const COUNTING_PAGE = `<!doctype html><title>A page</title><script>
  const shown = { loads: 1, returns: 0 };
  addEventListener('pageshow', ({ persisted }) => { if (persisted) shown.returns += 1; });
</script>`;

let site: CustomerSite;

beforeAll(async () => {
  site = await openCustomerSite();
});
afterAll(() => site.close());

test('the Firefox of the tests has its back/forward cache', async () => {
  const [first, second] = ['/first', '/second'].map((path) => site.show(path, COUNTING_PAGE)) as [string, string];
  const browser = await launchFirefox();
  onTestFinished(() => killBrowser(browser));
  const page = await browser.newPage();
  await page.goto(first);
  await page.goto(second);
  await goBackTo(page, first);
  expect(await page.evaluate('shown')).toEqual({ loads: 1, returns: 1 });
});

test('a profile of its own lives on when the Firefox of the tests is killed', async () => {
  const address = site.show('/kept', COUNTING_PAGE);
  const profile = await mkdtemp(join(tmpdir(), 'convot-profile-'));
  onTestFinished(() => rm(profile, { recursive: true, force: true }));
  const killed = await launchFirefox({ profile });
  const page = await killed.newPage();
  await page.goto(address);
  await page.evaluate(async () => (await caches.open('kept')).put('/written', new Response('before')));
  await killBrowser(killed);

  const browser = await launchFirefox({ profile });
  onTestFinished(() => killBrowser(browser));
  const later = await browser.newPage();
  await later.goto(address);
  expect(await later.evaluate(async () => (await caches.match('/written'))?.text())).toBe('before');
});
