import { type Browser, chromium } from 'playwright-core';
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

/** Starts a Chromium with a new, empty profile. Several tabs of one person are several pages of one context. */
export function launchChromium({ backForwardCache = false }: LaunchOptions = {}): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: findChromium(),
    args: isRoot ? [...QUIET_FLAGS, '--no-sandbox'] : QUIET_FLAGS,
    ignoreDefaultArgs: backForwardCache ? [NO_BACK_FORWARD_CACHE] : [],
  });
}
