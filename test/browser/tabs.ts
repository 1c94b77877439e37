import type { Browser as Chromium } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { goBackTo } from './firefox.js';
import { goBack } from './pages.js';

/** Nothing asked for in this long is quiet, in milliseconds. */
const QUIET_MS = 300;

/** A tab, for tests that run in every browser, whichever driver it has. */
export interface Tab {
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  /** Resolves when nothing is asked for any more. Firefox caches no page that still waits for an answer; Chromium does. */
  quiet(): Promise<unknown>;
  /** Goes back to this address. */
  backTo(url: string): Promise<void>;
  screenshot(path: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens a tab; all of one function belong to one profile. */
export type OpenTab = () => Promise<Tab>;

/** A new profile in this Chromium. */
export async function chromiumTabs(browser: Chromium): Promise<OpenTab> {
  const profile = await browser.newContext({ viewport: { width: 1_000, height: 720 } });
  return async () => {
    const page = await profile.newPage();
    return {
      goto: (url) => page.goto(url),
      evaluate: (expression) => page.evaluate(expression),
      quiet: async () => {},
      backTo: () => goBack(page),
      screenshot: (path) => page.screenshot({ path }),
      close: () => page.close(),
    };
  };
}

/** A new profile in this Firefox. */
export async function firefoxTabs(browser: Firefox): Promise<OpenTab> {
  const profile = await browser.createBrowserContext();
  return async () => {
    const page = await profile.newPage();
    await page.setViewport({ width: 1_000, height: 720 });
    return {
      goto: (url) => page.goto(url),
      evaluate: (expression) => page.evaluate(expression),
      quiet: () => page.waitForNetworkIdle({ idleTime: QUIET_MS }),
      backTo: (url) => goBackTo(page, url),
      screenshot: (path) => page.screenshot({ path: path as `${string}.png` }),
      close: () => page.close(),
    };
  };
}
