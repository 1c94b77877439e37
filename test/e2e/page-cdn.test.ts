import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  chromiumTabs,
  firefoxTabs,
  killBrowser,
  launchChromium,
  launchFirefox,
  picturePath,
  type Tab,
} from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, plainPage } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const NONCE = 'bm9uY2U';
const FOLDER = '/convot@0.1.0';

/** Three origins: the page's own, the scripts' and the desk's. */
let site: CustomerSite;
let cdn: CustomerSite;
let desk: OwnDesk;
let chromium: Browser;
let firefox: Firefox;
let app: string;
/** The documented tags and policy, with the addresses of this run. */
let longForm: string;
let policy: string;

beforeAll(async () => {
  [site, cdn, desk, chromium, firefox] = await Promise.all([
    openCustomerSite(),
    openCustomerSite(),
    openOwnDesk(),
    launchChromium(),
    launchFirefox(),
  ]);
  ({ id: app } = await desk.app({ name: 'Shop' }));
  const integrity = JSON.parse(read('dist/integrity.json'));
  const [, html = '', csp = ''] = /```html\n(.*?)```.*```\n(.*?)```/s.exec(read('docs/install.md')) ?? [];
  const here = (text: string) =>
    text
      .replaceAll('https://cdn.example.com/convot@0.1.0', cdn.origin + FOLDER)
      .replaceAll('https://cdn.example.com', cdn.origin)
      .replaceAll('https://desk.example.com', desk.url)
      .replaceAll('{random}', NONCE)
      .replaceAll('app_yours', app);
  longForm = here(html)
    .replace('sha384-…', integrity['convot-chat.js'])
    .replace('sha384-…', integrity['convot.js'])
    .replaceAll('<script', `<script nonce="${NONCE}"`);
  // As strict as can be besides; the pages' icon is an empty data: address.
  policy = `default-src 'none'; img-src data:; ${here(csp).replaceAll('\n', ' ')}`;
});

afterAll(async () => {
  await chromium?.close();
  if (firefox) await killBrowser(firefox);
  for (const server of [site, cdn]) server?.close();
  await desk?.close();
});

const SCRIPTS = ['convot.js', 'convot-chat.js'] as const;

/** Puts the build on the CDN; one of the scripts may have been tampered with there. */
function publish(tampered?: (typeof SCRIPTS)[number]): void {
  for (const name of SCRIPTS) {
    const text = read(`dist/${name}`) + (name === tampered ? '\n// And a line of somebody else.' : '');
    const headers = { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' };
    cdn.answer(`${FOLDER}/${name}`, () => new Response(text, { headers }));
  }
}

/** A page with the documented tags, which notes whatever the browser or the client complains of. */
function pageFor(person: string): string {
  const notes = `<script nonce="${NONCE}">
    var complaints = [];
    var loadFailures = 0;
    addEventListener('error', ({ message }) => message ? complaints.push(message) : loadFailures++, true);
    addEventListener('unhandledrejection', ({ reason }) => complaints.push('' + reason));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      complaints.push(violatedDirective + ' ' + blockedURI + ' ' + sample));
  </script>`;
  const calls = `<script nonce="${NONCE}">
    Convot.on('error', ({ code }) => complaints.push('event ' + code));
    Convot.identify({ external_id: '${person}', custom_data: { plan: 'pro' } });
  </script>`;
  return plainPage(notes + longForm + calls);
}

const COMPLAINTS = 'JSON.stringify(complaints)';
const HAS_LAUNCHER = `!!document.querySelector('[data-convot="launcher"]')`;
const HAS_COMPOSER = `!!document.querySelector('[data-convot="chat"]')?.shadowRoot.querySelector('textarea')`;

describe.each([
  ['Chromium', () => chromiumTabs(chromium)],
  ['Firefox', () => firefoxTabs(firefox)],
] as const)('in %s, the long form', (name, profile) => {
  async function visit(person: string, csp: string): Promise<Tab> {
    const openTab = await profile();
    const tab = await openTab();
    await tab.goto(site.show('/long-form', pageFor(person), { 'Content-Security-Policy': csp }));
    return tab;
  }

  test.each([
    ['as documented', (csp: string) => csp],
    ['without strict-dynamic', (csp: string) => csp.replace("'strict-dynamic'", cdn.origin)],
  ])('works with scripts from a CDN and a desk elsewhere, under a strict policy %s', async (kind, changed) => {
    publish();
    const person = `${name} ${kind}`;
    const tab = await visit(person, changed(policy));
    await soon(() => desk.customData(person, app)).toEqual({ plan: ['pro', 'unverified'] });
    expect(await tab.evaluate(HAS_LAUNCHER)).toBe(true);
    await tab.evaluate('void Convot.open()');
    await soon(() => tab.evaluate(HAS_COMPOSER)).toBe(true);
    await tab.screenshot(picturePath(`page-cdn-${name}`));
    expect(await tab.evaluate(COMPLAINTS)).toBe('[]');
    await tab.close();
  });

  test('runs no script that was tampered with; the page goes on, its calls wait', async () => {
    publish('convot.js');
    const tab = await visit(`${name} script`, policy);
    await soon(() => tab.evaluate('loadFailures')).toBe(1);
    expect(await tab.evaluate('Convot.q.map(([method]) => method).join()')).toBe('on,identify');
    expect(await tab.evaluate(HAS_LAUNCHER)).toBe(false);
    expect(await tab.evaluate(COMPLAINTS)).toBe('[]');
    await tab.close();
  });

  test('loads no chat that was tampered with; the page is told, and custom data flows on', async () => {
    publish('convot-chat.js');
    const person = `${name} chat`;
    const tab = await visit(person, policy);
    await tab.evaluate('void Convot.open()');
    await soon(() => tab.evaluate(COMPLAINTS)).toBe('["event chat_failed"]');
    await tab.evaluate('void Convot.update({ seats: 5 })');
    await soon(() => desk.customData(person, app)).toEqual({ plan: ['pro', 'unverified'], seats: [5, 'unverified'] });
    expect(await tab.evaluate(HAS_COMPOSER)).toBe(false);
    expect(await tab.evaluate(COMPLAINTS)).toBe('["event chat_failed"]');
    await tab.close();
  });
});
