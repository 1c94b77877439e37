import { userHash } from 'convot/server';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, picture, signInAsAgent } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage, visit } from './customer-site.js';
import { nextRoute } from './next-route.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { everythingOn, record, soon } from './people.js';

/** What the routes of these tests seal under `integrations`: no page and no answer may hold it. */
const INTEGRATION_VALUE = /cus_\w+/;

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await desk?.close();
});

/** An answer with everything in it that could tell one person from another; what is random keeps its length. */
async function told(response: Response): Promise<string> {
  const { date: _, ...headers } = response.headers();
  const isStream = headers['content-type']?.startsWith('text/event-stream');
  const body = isStream || response.status() === 204 ? '' : await response.text();
  const masked = body.replace(/("(?:credential|handle|lane)":)"([^"]*)"/g, (_, key, value) => key + value.length);
  return [response.request().method(), response.url(), response.status(), JSON.stringify(headers), masked].join(' ');
}

/** A page with the paste of this app, which then says this. */
const pageOf = (app: string, identity: object) =>
  plainPage(`${pasteOf(desk.url, app)}<script>var identified = Convot.identify(${JSON.stringify(identity)});</script>`);

const settled = (page: Page) => page.evaluate('identified.then(({ settled }) => settled)');
const panel = (page: Page) => page.getByRole('dialog');

async function openChat(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Chat/ }).click();
  await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await panel(page).getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('log').getByText(text).waitFor();
}

test('a Next-style route with jose alone, behind the paste: the agent sees userDetail, nothing of integrations', async () => {
  const endpoint = '/api/megadesk-identity';
  const { id: app, identityKey } = await desk.app({ name: 'Next', identityEndpoint: endpoint });
  site.answer(endpoint, nextRoute(identityKey));
  const url = site.show('/next', plainPage(pasteOf(desk.url, app)));
  const device = await browser.newContext();
  const visitorTraffic = record(device);
  const page = await device.newPage();
  await page.goto(url);

  // A guest first: the same route says `null`.
  await openChat(page);
  await write(page, 'I forgot my password');
  expect((await desk.api<{ contacts: unknown[] }>('/api/contacts?q=kay')).contacts).toEqual([]);

  await device.addCookies([{ name: 'session', value: 's1', url: site.origin, httpOnly: true }]);
  await page.reload();
  await openChat(page);
  // What she wrote as a guest of this browser is hers now.
  await panel(page).getByRole('log').getByText('I forgot my password').waitFor();
  await soon(() => desk.contact('user_next')).not.toBeNull();
  const profile = await desk.contact('user_next');
  expect(profile?.contact).toMatchObject({ email: 'kay@example.com', name: 'Kay McNulty', trust: 'verified' });
  const context = profile?.apps[0]?.context;
  expect(context?.user_detail).toMatchObject([
    { key: 'plan', value: 'team', source: 'token', trust: 'verified' },
    { key: 'id', value: 'user_next', source: 'token', trust: 'verified' },
  ]);

  const office = await browser.newContext({ viewport: { width: 1_280, height: 860 } });
  const agentTraffic = record(office);
  const agent = await office.newPage();
  await signInAsAgent(agent, desk);
  await agent.getByRole('link').filter({ hasText: 'I forgot my password' }).first().click();
  await agent.getByRole('heading', { name: 'Kay McNulty' }).first().waitFor();
  await agent.locator('convot-context').getByText('team', { exact: true }).waitFor();
  for (const text of [
    await everythingOn(agent),
    await agentTraffic.read(),
    await everythingOn(page),
    await visitorTraffic.read(),
  ]) {
    expect(text.length).toBeGreaterThan(0);
    expect(INTEGRATION_VALUE.test(text)).toBe(false);
  }
  expect(INTEGRATION_VALUE.test(desk.log())).toBe(false);
  await Promise.all([device.close(), office.close()]);
});

test('two apps of one organisation keep the same contact’s custom data apart', async () => {
  const apps = [await desk.app({ name: 'Boxes' }), await desk.app({ name: 'Ribbons' })];
  const values = [
    { plan: 'pro', boxes: 12 },
    { plan: 'free', ribbons: true },
  ];
  for (const [place, { id, verificationSecret }] of apps.entries()) {
    const identity = {
      external_id: 'user_two',
      user_hash: await userHash(verificationSecret, { external_id: 'user_two' }),
      custom_data: values[place],
    };
    const { page } = await visit(browser, site.show(`/app-${place}`, pageOf(id, identity)));
    expect(await settled(page)).toEqual({ status: 'applied', refused: [] });
    await page.close();
  }
  const [boxes = '', ribbons = ''] = apps.map(({ id }) => id);
  expect(await desk.customData('user_two', boxes)).toEqual({ plan: ['pro', 'verified'], boxes: [12, 'verified'] });
  expect(await desk.customData('user_two', ribbons)).toEqual({
    plan: ['free', 'verified'],
    ribbons: [true, 'verified'],
  });

  const profile = await desk.contact('user_two');
  const agent = await browser.newPage({ viewport: { width: 1_280, height: 860 } });
  await signInAsAgent(agent, desk);
  await agent.goto(`${desk.inbox}contacts/${profile?.contact.id}`);
  const block = (name: string) => agent.getByRole('region', { name }).locator('convot-context');
  await block('Boxes').getByText('pro', { exact: true }).waitFor();
  await block('Ribbons').getByText('free', { exact: true }).waitFor();
  expect(await block('Boxes').getByText('ribbons').count()).toBe(0);
  expect(await block('Ribbons').getByText('boxes').count()).toBe(0);
  await picture(agent, 'two-apps');
  await agent.close();
});

describe('an unverified page', () => {
  const STORED = { plan: 'pro', seats: 5, beta: true };
  let app: string;
  let owner: Page;

  beforeAll(async () => {
    const made = await desk.app({ name: 'Target' });
    app = made.id;
    const identity = {
      external_id: 'user_known',
      email: 'known@example.com',
      user_hash: await userHash(made.verificationSecret, { external_id: 'user_known' }),
      custom_data: STORED,
    };
    ({ page: owner } = await visit(browser, site.show('/verified', pageOf(app, identity))));
    await settled(owner);
    await openChat(owner);
    await write(owner, 'My secret question');
  });

  /** What an unverified page sends of a person whom it only names, and every answer that it gets. */
  async function intrude(externalId: string) {
    const identity = { external_id: externalId, custom_data: { plan: 'free', seats: null, beta: '', note: 'mine' } };
    const url = site.show('/unverified', pageOf(app, identity));
    const page = await browser.newPage();
    const answers: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(`${desk.url}/v1/`)) answers.push(told(response));
    });
    await page.goto(url);
    expect(await settled(page)).toEqual({ status: 'applied', refused: [] });
    const stream = page.waitForResponse(`${desk.url}/v1/stream`);
    await openChat(page);
    await stream;
    // How often a list is read depends on the moment alone.
    return { page, answers: async () => [...new Set(await Promise.all(answers))].sort() };
  }

  test('overwrites nothing and clears nothing; it fills blanks alone', async () => {
    const { page } = await intrude('user_known');
    expect(await desk.customData('user_known', app)).toEqual({
      plan: ['pro', 'verified'],
      seats: [5, 'verified'],
      beta: [true, 'verified'],
      note: ['mine', 'unverified'],
    });
    await page.close();
  });

  test('shows no conversation of the verified person, and theirs shows none of its own', async () => {
    const { page } = await intrude('user_known');
    await write(page, 'Let me in');
    expect(await everythingOn(page)).not.toContain('My secret question');
    expect(await everythingOn(page)).not.toContain('known@example.com');
    await owner.reload();
    await openChat(owner);
    await panel(owner).getByRole('log').getByText('My secret question').waitFor();
    expect(await everythingOn(owner)).not.toContain('Let me in');
    await page.close();
  });

  test('is answered with the same bytes whether or not the person is known', async () => {
    const [known, nobody] = [await intrude('user_known'), await intrude('user_never')];
    const answers = await known.answers();
    expect(answers.some((answer) => answer.includes('"unread":0'))).toBe(true);
    expect(answers.some((answer) => answer.includes('"status":"applied"'))).toBe(true);
    expect(answers.some((answer) => answer.includes('"conversations":[]'))).toBe(true);
    expect(await nobody.answers()).toEqual(answers);
    await Promise.all([known.page.close(), nobody.page.close()]);
  });
});
