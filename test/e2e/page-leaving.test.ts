import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';
import { openRelay, type Relay } from './relay.js';

/** What a keepalive request may weigh at most, and still leave the browser some room for its headers. */
const KEEPALIVE_BYTES = 60_000;

/** Each near the largest that a page may send at once. */
const PATCHES = 12;

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;
let relay: Relay;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(), launchChromium()]);
  relay = await openRelay(desk.url);
});

afterAll(async () => {
  await browser?.close();
  relay?.close();
  site?.close();
  await desk?.close();
});

// Three bytes a character in UTF-8, and one: what counts is what travels.
test.each(['語', 'x'])(
  'what is sent as a page goes stays under 60,000 bytes (%s); the rest arrives after the next load',
  async (letter) => {
    const { id: app } = await desk.app({ name: `Large ${letter}` });
    const person = `user_${letter.codePointAt(0)}`;
    const url = site.show(
      '/large',
      plainPage(`${pasteOf(relay.origin, app)}<script>
      var settled = Convot.identify({ external_id: '${person}', custom_data: { visited: true } })
        .then((receipt) => receipt.settled);
    </script>`),
    );
    const { page, complaints } = await visit(browser, url);
    expect(await page.evaluate('settled')).toMatchObject({ status: 'applied' });

    const before = relay.pushes.length;
    relay.swallow();
    onTestFinished(relay.passOn);
    const stored = await page.evaluate(
      async ({ count, text }) => {
        const patch = (number: number) => Object.fromEntries([0, 1].map((each) => [`key_${number}_${each}`, text]));
        const receipts = Array.from({ length: count }, (_, number) => window.Convot.update(patch(number)));
        return (await Promise.all(receipts)).map(({ stored }) => stored);
      },
      { count: PATCHES, text: letter.repeat(2_000) },
    );
    expect(new Set(stored)).toEqual(new Set(['queued']));
    await soon(() => relay.pushes.length).toBe(before + 1);

    await page.goto(site.show('/elsewhere', plainPage('')));
    await soon(() => relay.pushes.length).toBe(before + 2);
    expect(await desk.customData(person, app)).toEqual({ visited: [true, 'unverified'] });

    relay.passOn();
    await page.goto(url);
    await soon(async () => Object.keys(await desk.customData(person, app)).length).toBe(1 + 2 * PATCHES);
    expect(Math.max(...relay.pushes)).toBeLessThan(KEEPALIVE_BYTES);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
