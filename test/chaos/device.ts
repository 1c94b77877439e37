import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { killBrowser, launchFirefox, startChromium } from '../browser/harness.js';

export type BrowserName = 'chromium' | 'firefox';

/** A browser of one person, whose profile outlives each of its processes. */
export interface Device {
  readonly browser: BrowserName;
  /** Opens a tab at each address, at once, and waits for none of them; starts the browser when it doesn't run. */
  openTabs(addresses: readonly string[]): Promise<void>;
  closeTabs(): Promise<void>;
  /** `kill -9` for all of it. */
  kill(): Promise<void>;
  /** Kills it and deletes the profile. */
  discard(): Promise<void>;
}

const START = { chromium: startChromium, firefox: launchFirefox } as const;

/** A device with a new profile. */
export function createDevice(name: BrowserName): Device {
  const profile = mkdtempSync(join(tmpdir(), `convot-chaos-${name}-`));
  const forget = () => rmSync(profile, { recursive: true, force: true });
  // A run that is broken off leaves nothing behind either.
  process.once('exit', forget);
  let running: Promise<Browser> | null = null;

  async function kill(): Promise<void> {
    const killed = running;
    running = null;
    // One that did not even start is no browser to kill.
    const browser = await killed?.catch(() => null);
    if (browser) await killBrowser(browser);
  }

  return {
    browser: name,
    async openTabs(addresses) {
      running ??= START[name]({ profile });
      const [door] = await (await running).pages();
      await door?.evaluate((all) => {
        for (const address of all) window.open(address, '_blank', 'noopener');
      }, addresses);
    },
    async closeTabs() {
      const [_door, ...tabs] = (await (await running)?.pages()) ?? [];
      await Promise.all(tabs.map((tab) => tab.close()));
    },
    kill,
    async discard() {
      await kill();
      forget();
      process.off('exit', forget);
    },
  };
}
