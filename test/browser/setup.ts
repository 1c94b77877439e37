import { findChromium } from './find-chromium.mjs';

/** Before the first browser test: a missing browser is installed here, not within a test's time. */
export function setup(): void {
  process.env.CONVOT_CHROMIUM = findChromium();
}
