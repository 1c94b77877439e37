import { type Browser, chromium } from 'playwright-core';
import puppeteer, { type Browser as PuppeteerBrowser } from 'puppeteer-core';
import { findChromium } from './find-chromium.mjs';

/** Nothing that a fresh profile does by itself may reach the network or vary between runs. */
const QUIET_FLAGS = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Playwright turns the back/forward cache off; a test of Back needs it on. */
const NO_BACK_FORWARD_CACHE = '--disable-back-forward-cache';

export interface LaunchOptions {
  /** Keeps pages in the back/forward cache, as people's browsers do. @default false */
  readonly backForwardCache?: boolean;
}

/** A browser's sandbox doesn't work for root. */
const flags = () => (process.getuid?.() === 0 ? [...QUIET_FLAGS, '--no-sandbox'] : QUIET_FLAGS);

/** Starts a Chromium with a new, empty profile. Several tabs of one person are several pages of one context. */
export function launchChromium({ backForwardCache = false }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: flags(),
    ignoreDefaultArgs: backForwardCache ? [NO_BACK_FORWARD_CACHE] : [],
  });
}

/**
 * Starts a Chromium as `launchFirefox` starts a Firefox, with the same hands on both: for tests that kill a browser and
 * start it again with what its profile kept.
 */
export function startChromium({ profile }: { readonly profile: string }): Promise<PuppeteerBrowser> {
  return puppeteer.launch({
    browser: 'chrome',
    executablePath: findChromium(),
    userDataDir: profile,
    pipe: true,
    args: flags(),
  });
}
