import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';

/** Puppeteer's copies of a Firefox profile's settings, which it puts back when the browser has ended. */
const BACKUPS = ['prefs.js.puppeteer', 'user.js.puppeteer'];
const RESTORE_LIMIT_MS = 2_000;
const POLL_MS = 5;

/**
 * `kill -9` for the browser and all processes of its group, as a crash or a phone that needs memory does.
 * Resolves when its main process is gone and its profile may be opened again.
 */
export async function killBrowser(browser: Browser): Promise<void> {
  const main = browser.process();
  if (!main?.pid) throw new Error('This browser was not started here.');
  if (main.exitCode !== null || main.signalCode !== null) return;
  const gone = new Promise((resolve) => main.once('exit', resolve));
  // Puppeteer makes each browser the leader of a group.
  process.kill(-main.pid, 'SIGKILL');
  await gone;
  const place = main.spawnargs.indexOf('--profile');
  if (place >= 0) await restored(BACKUPS.map((name) => join(main.spawnargs[place + 1] ?? '', name)));
}

/** A start that meets the settings halfway back fails. What is not put back in time is left as the browser left it. */
async function restored(backups: readonly string[]): Promise<void> {
  const late = performance.now() + RESTORE_LIMIT_MS;
  while (backups.some((file) => existsSync(file)) && performance.now() < late) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  for (const file of backups) rmSync(file, { force: true });
}
