import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.mjs';
import { findFirefox } from './find-firefox.mjs';

/**
 * Before the first browser test: a missing browser is installed here, not within a test's time.
 * What several test files begin with is made once, by the first that needs it, and kept in a folder until the last has ended.
 */
export function setup(): () => void {
  const templates = mkdtempSync(join(tmpdir(), 'convot-templates-'));
  process.env.CONVOT_TEMPLATES = templates;
  process.env.CONVOT_CHROMIUM = findChromium();
  process.env.CONVOT_FIREFOX = findFirefox();
  return () => rmSync(templates, { recursive: true, force: true });
}
