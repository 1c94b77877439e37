import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Running } from './start.js';

/** Pictures of a run lie outside the repository; the README's own is written by the test that owns it. */
const PICTURES = process.env.CONVOT_PICTURES ?? join(tmpdir(), 'convot-pictures');

/** Opens the inbox and signs in as the demo's owner, as a person would. */
export async function signInAsAgent(page: Page, { inbox, signIn }: Pick<Running, 'inbox' | 'signIn'>): Promise<void> {
  await page.goto(inbox);
  await page.getByLabel('Email').fill(signIn.email);
  await page.getByLabel('Password').fill(signIn.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Password').waitFor({ state: 'detached' });
}

/**
 * Goes back as the browser's button does. With the back/forward cache the page returns without loading,
 * which Playwright's own wait for a load would miss.
 */
export async function goBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: 'commit' });
}

/** Where a picture of this name belongs. */
export function picturePath(name: string): string {
  mkdirSync(PICTURES, { recursive: true });
  return join(PICTURES, `${name}.png`);
}

/** Takes a picture for whoever looks at a failed run. @returns its path */
export async function picture(page: Page, name: string): Promise<string> {
  const path = picturePath(name);
  await page.screenshot({ path });
  return path;
}
