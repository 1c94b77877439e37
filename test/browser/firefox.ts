import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findFirefox } from './find-firefox.mjs';

/** What a fresh profile asks Mozilla's servers by itself, besides what puppeteer already turns off. */
const QUIET_PREFERENCES = {
  'app.update.auto': false,
  'browser.region.network.url': '',
  'browser.topsites.contile.enabled': false,
  'captivedetect.canonicalURL': '',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'security.remote_settings.crlite_filters.enabled': false,
  'toolkit.telemetry.enabled': false,
  // A browser that was killed starts again as if nothing had been.
  'toolkit.startup.max_resumed_crashes': -1,
} as const;

/** Firefox refuses to run as root in another user's home, and keeps its crash reports there. */
let home: string | undefined;

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convot-firefox-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface FirefoxOptions {
  /** A folder that keeps the profile for a later start. @default a new one, which goes when the tests end */
  readonly profile?: string;
  /** Settings as in `about:config`. */
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Starts a stock Firefox without a window, over WebDriver BiDi. Its back/forward cache works as it does for people.
 * End it with `killBrowser` or its own `close()`; what is left is killed when the tests end.
 *
 * Several tabs of one person are several pages of the browser, `browser.newPage()`.
 */
export function launchFirefox({ profile, preferences = {} }: FirefoxOptions = {}): Promise<Browser> {
  home ??= ownFolder();
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    userDataDir: profile ?? mkdtempSync(join(home, 'profile-')),
    env: { ...process.env, HOME: home, MOZ_CRASHREPORTER_DISABLE: '1' },
    extraPrefsFirefox: { ...QUIET_PREFERENCES, ...preferences },
  });
}

/**
 * Goes back as the browser's button does, and resolves when that page is there again. A page out of the back/forward
 * cache does not load, which puppeteer's own `goBack` would wait for; its `url()` stays behind, too.
 *
 * @param address - of the page that comes back
 */
export async function goBackTo(page: Page, address: string): Promise<void> {
  await page.evaluate(() => history.back());
  await page.waitForFunction((expected) => location.href === expected, { polling: 50 }, address);
}
