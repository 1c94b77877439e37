import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES, type Session, VISITOR_ROUTES } from 'convot/protocol';
import { contextRoute, verifySignature } from 'convot/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppSecret } from '../../desk/wire/index.js';
import { launchChromium, picture, signInAsAgent } from '../browser/harness.js';
import { answers, type ModelServer, startModelServer } from '../desk/model/server.js';
import { type CustomerSite, openCustomerSite, pasteOf, plainPage } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { everythingOn, record, soon, type Traffic } from './people.js';

const TOKEN = 'canary-token-of-forty-characters-4f1d9a7c';
const SIGNING_SECRET = 'c4'.repeat(32);
const PATH = '/api/support-context';
const IDENTIFY = 'The account ID is in the body after "Account ID:" and starts with acct_.';
const SHOW = 'Show Plan; Status (Active or Inactive); Seats.';
const DRAFT = 'Hello Bo, I am looking into your invoice.';
const SUMMARY = 'An active customer on the Pro plan with five seats.';

const MAIL = [
  'From: Bo <bo@example.org>',
  'To: help@papermill.example',
  'Subject: An invoice',
  'Message-ID: <one@example.org>',
  'Date: Fri, 20 Nov 2026 09:00:00 +0000',
  '',
  'Hello, my invoice is wrong.',
  'Account ID: acct_12ab34cd',
].join('\r\n');

let desk: OwnDesk;
let site: CustomerSite;
let model: ModelServer;
let browser: Browser;
let owner: Page;
let ownerTraffic: Traffic;
let app: { readonly id: string };
/** What the customer's backend was asked, and whether it was signed. */
const asked: { readonly url: string; readonly isSigned: boolean }[] = [];
let customer: Record<string, unknown>;

beforeAll(async () => {
  [model, site, browser] = await Promise.all([startModelServer(), openCustomerSite(), launchChromium()]);
  model.always(({ body }) => {
    if (body.stream) return answers.streamed(DRAFT.split(/(?<= )/));
    return JSON.stringify(body).includes('customer_context') ? answers.object(WORDED) : READ_NOTHING;
  });
  desk = await openOwnDesk({ reach: 'public_or_loopback', model: { url: model.url, name: 'test' } });
  app = await desk.app({ name: 'Papermill' });
  site.answer(PATH, backend());
  const device = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  ownerTraffic = record(device);
  owner = await device.newPage();
  owner.setDefaultTimeout(10_000);
  await signInAsAgent(owner, desk);
});

beforeEach(() => {
  customer = { type: 'customer', plan: 'Pro', status: 'active', seats: 5 };
  asked.length = 0;
});

afterAll(async () => {
  await browser?.close();
  await desk?.close();
  site?.close();
  await model?.close();
});

/** The model chooses and words the rows; an identifier it never finds, and never a status. */
const WORDED = {
  summary: SUMMARY,
  rows: [
    { label: 'Plan', path: '/plan', text: null },
    { label: 'Status', path: '/status', text: 'Active' },
    { label: 'Seats', path: '/seats', text: null },
    { label: 'Invented', path: '/discount', text: '100 %' },
  ],
};
const READ_NOTHING = answers.object({
  identifier: null,
  topic: 'A question',
  urgency: 'normal',
  summary: 'A question.',
});

function backend() {
  const context = contextRoute({
    token: TOKEN,
    signingSecret: SIGNING_SECRET,
    pattern: /acct_[a-z0-9]+/,
    onError: () => undefined,
    find: (id) => {
      if (id === 'acct_broken') throw new Error('the database is down');
      return id === 'acct_12ab34cd'
        ? { ...customer, links: [{ label: 'View in admin', url: 'https://admin.papermill.example/c/12ab34cd' }] }
        : null;
    },
  });
  return async (request: Request) => {
    asked.push({
      url: request.url,
      isSigned: await verifySignature({ request, secret: SIGNING_SECRET }),
    });
    return context(request);
  };
}

const sidebar = () => owner.locator('convot-context');
const endpoint = () => site.origin.replace('localhost', '127.0.0.1') + PATH;

/** A guest writes and makes a ticket of it, as the widget does. @returns the conversation's id */
async function writeTicket(text: string): Promise<string> {
  const post = async (path: string, body: unknown, credential?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(credential && { authorization: `Bearer ${credential}` }),
    };
    const response = await fetch(desk.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} was answered with ${response.status}`);
    return response.json();
  };
  const { credential } = (await post(VISITOR_ROUTES.app(app.id, 'sessions'), {})) as Session;
  const message = { client_id: randomUUID(), text };
  const { conversation } = (await post(CHAT_ROUTES.conversations, { message }, credential)) as {
    conversation: { id: string };
  };
  await post(CHAT_ROUTES.ticket(conversation.id), { subject: 'Help' }, credential);
  return conversation.id;
}

const inInbox = (id: string) => owner.locator(`a[href="/inbox/${id}"]`).first();

describe('Settings → Customer Context', () => {
  test('is there for the owner as soon as the plan has it', async () => {
    await owner.getByRole('link', { name: 'Settings' }).click();
    expect(await owner.getByRole('link', { name: 'Customer Context' }).count()).toBe(0);
    await owner.getByRole('link', { name: 'Plan' }).click();
    await owner.getByRole('button', { name: 'Change to Business' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Change to Business' }).click();
    await owner.getByRole('link', { name: 'Customer Context' }).click();
    await owner.getByRole('link', { name: 'Papermill' }).click();
    await owner.getByText('CONVOT_ALLOW_LOOPBACK is on').waitFor();
  });

  test('runs one whole lookup in its test panel before anything is enabled', async () => {
    await owner.getByLabel('API URL').fill(endpoint());
    await owner.getByLabel('Identifier parameter').fill('id');
    await owner.getByLabel('Bearer token').fill(TOKEN);
    await owner.getByLabel('Signing secret (optional)').fill(SIGNING_SECRET);
    await owner.getByLabel('How to identify the customer').fill(IDENTIFY);
    await owner.getByLabel('What to show in the sidebar').fill(SHOW);
    await owner.getByText(/Calls the model up to twice, which uses AI credits/).waitFor();
    await owner.getByRole('button', { name: 'Save and test' }).click();
    await owner.getByRole('heading', { name: 'Result: ok' }).waitFor();
    const panel = owner.locator('.test-result');
    expect(await panel.textContent()).toMatch(/acct_12ab34cd.*found by the plain reader/);
    await panel.getByText(SUMMARY).waitFor();
    const sent = (await panel.getByLabel('The request as it was sent').inputValue()).split('\n');
    expect(sent[0]).toMatch(/^GET \S+\?id=acct_12ab34cd$/);
    expect(sent).toContain('Accept: application/json');
    expect(sent).toContainEqual(expect.stringMatching(/^Authorization: Bearer •+$/));
    expect(sent).toContainEqual(expect.stringMatching(/^Convot-Signature: t=\d+,v1=•+$/));
    expect(asked).toEqual([{ url: expect.stringMatching(/\?id=acct_12ab34cd$/), isSigned: true }]);
    await picture(owner, 'customer-context-settings');
    await picture(owner, 'customer-context-test');
  });

  test('says that the secrets are configured, and never shows them again', async () => {
    await owner.reload();
    await owner.getByText('Configured. Leave blank to keep it').first().waitFor();
    for (const name of ['Bearer token', 'Signing secret (optional)']) {
      expect(await owner.getByLabel(name, { exact: true }).inputValue()).toBe('');
    }
    await owner.getByLabel('Enable customer context').check();
    await owner.getByRole('button', { name: 'Save', exact: true }).click();
    await owner.getByText('Saved').waitFor();
    for (const text of [await everythingOn(owner), await ownerTraffic.read(), desk.log()]) {
      expect([text.includes(TOKEN), text.includes(SIGNING_SECRET)]).toEqual([false, false]);
    }
  });
});

describe('a new ticket', () => {
  let visitor: Page;
  beforeAll(async () => {
    const url = site.show('/', plainPage(pasteOf(desk.url, app.id)));
    visitor = await (await browser.newContext()).newPage();
    await visitor.goto(url);
  });

  test('from the chat shows its lookup in the sidebar by itself, with a warning for an unproven sender', async () => {
    desk.shiftClock(-60_000);
    await visitor.getByRole('button', { name: /^Chat/ }).click();
    await visitor.getByRole('textbox', { name: 'Message' }).fill('I was charged twice. Account ID: acct_12ab34cd');
    await visitor.keyboard.press('Enter');
    await owner.getByRole('link', { name: /^Inbox/ }).click();
    await owner.getByRole('link').filter({ hasText: 'charged twice' }).first().click();
    expect(await sidebar().getByRole('heading', { name: 'Customer Context' }).count()).toBe(0);
    await visitor.getByRole('button', { name: /ticket/i }).click();
    await visitor.getByLabel(/subject/i).fill('Charged twice');
    await visitor.getByLabel(/email/i).fill('ana@example.org');
    await visitor.getByRole('button', { name: 'Create ticket' }).click();
    await sidebar().getByText(SUMMARY).waitFor();
    const text =
      (await sidebar().evaluate((element) => element.shadowRoot?.querySelector('.lookup')?.textContent)) ?? '';
    for (const shown of [
      'Customer',
      'Plan',
      'Pro',
      'Status',
      'Active',
      'Seats',
      '5',
      'Not confirmed for this sender',
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain('Invented');
    const link = sidebar().getByRole('link', { name: /View in admin, at admin\.papermill\.example/ });
    expect(await link.getAttribute('href')).toBe('https://admin.papermill.example/c/12ab34cd');
    expect(asked).toHaveLength(1);
    await picture(owner, 'customer-context-ok');
  });

  test('has the raw value a hover away', async () => {
    const row = sidebar().locator('.lookup .row', { hasText: 'Status' });
    await row.locator('.value').hover();
    await row.getByText('As answered: "active"').waitFor();
    expect(await row.locator('.tip').textContent()).toContain('/status');
  });

  test('is looked up again by hand, and tells what changed', async () => {
    customer = { ...customer, plan: 'Free', seats: undefined };
    desk.shiftClock(0);
    await owner.reload();
    const refresh = sidebar().getByRole('button', { name: 'Refresh' });
    await refresh.click();
    const changes = sidebar().locator('.lookup-changes');
    await changes.waitFor();
    expect(await changes.locator('li').allTextContents()).toEqual([
      expect.stringMatching(/^Plan\s+Pro.*Free$/),
      expect.stringMatching(/^Seats gone 5$/),
    ]);
    expect(asked).toHaveLength(1);
    await sidebar().getByText('Earlier runs (1)').waitFor();
    expect(await refresh.getAttribute('aria-disabled')).toBe('true');
    await picture(owner, 'customer-context-changed');
  });

  test('from email shows its lookup too', async () => {
    await desk.api(`/api/apps/${app.id}/email`, 'PUT', { enabled: true, inboxes: ['help@papermill.example'] });
    const { secrets } = await desk.api<{ secrets: AppSecret[] }>(`/api/apps/${app.id}/secrets/reveal`, 'POST');
    const secret = secrets.find(({ kind }) => kind === 'email_secret')?.value;
    const posted = await fetch(`${desk.url}/email/${app.id}/mime`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'message/rfc822' },
      body: MAIL,
    });
    expect(posted.status).toBe(200);
    await owner.getByRole('link').filter({ hasText: 'bo@example.org' }).first().click();
    await owner.getByRole('log').getByText('invoice is wrong').waitFor();
    await sidebar().getByText(SUMMARY).waitFor();
    await sidebar().getByText('Not confirmed for this sender').waitFor();
    expect(asked).toEqual([{ url: expect.stringMatching(/\?id=acct_12ab34cd$/), isSigned: true }]);
    await picture(owner, 'customer-context-mail');
  });

  test('has a draft suggested that knows the stored facts, with their warning, and asks nobody again', async () => {
    await owner.getByRole('button', { name: 'Suggest a reply', exact: true }).click();
    await owner.getByText('The draft is ready.').waitFor();
    expect(await owner.locator('.suggestion-text').textContent()).toBe(DRAFT);
    const prompt = model.requests.findLast(({ body }) => body.stream)?.text ?? '';
    expect(prompt).toContain(SUMMARY);
    expect(prompt).toContain('Not confirmed for this sender');
    expect(prompt).not.toContain('admin.papermill.example');
    expect(asked).toEqual([]);
    await picture(owner, 'customer-context-draft');
  });

  test.each<[string, string, RegExp, number, () => Promise<unknown>]>([
    ['ok, with no data', 'Account ID: acct_nobody', /No data found/, 1, async () => undefined],
    ['no_identifier', 'Hello, are you there?', /No customer identifier was found/, 0, async () => undefined],
    [
      'fetch_error',
      'Account ID: acct_broken',
      /gave no usable answer.*answered with an error/,
      1,
      async () => undefined,
    ],
    [
      'skipped_credits',
      'Who pays for this? Account ID: acct_12ab34cd',
      /AI credits are used up/,
      0,
      () => desk.api('/api/plan', 'PUT', { monthly_credits: 0 }),
    ],
    [
      'disabled',
      'Nobody asks. Account ID: acct_12ab34cd',
      /Customer Context is not switched on/,
      0,
      () => desk.api(`/api/apps/${app.id}/lookup`, 'PUT', { enabled: false }),
    ],
  ])('that ends as %s says so in one line', async (status, text, line, calls, given) => {
    await given();
    await inInbox(await writeTicket(text)).click();
    await owner.getByRole('log').getByText(text).waitFor();
    const shown = () =>
      sidebar().evaluate((element) => element.shadowRoot?.querySelector('.lookup')?.textContent ?? '');
    await soon(shown).toMatch(line);
    expect(asked).toHaveLength(calls);
    expect(await owner.getByRole('textbox', { name: 'Answer' }).isEnabled()).toBe(true);
    await picture(owner, `customer-context-${status.replaceAll(/\W+/g, '-')}`);
  });
});

test('the audit log has all of it, and no secret', async () => {
  await owner.getByRole('link', { name: 'Settings' }).click();
  await owner.getByRole('link', { name: 'Audit log' }).click();
  for (const what of ['Changed the plan', 'Tested Customer Context', 'Changed Customer Context']) {
    await owner.getByRole('cell', { name: what }).first().waitFor();
  }
  await picture(owner, 'audit-log');
  const prompts = model.requests.map(({ text }) => text).join();
  expect(prompts.length).toBeGreaterThan(0);
  for (const text of [await everythingOn(owner), await ownerTraffic.read(), desk.log(), prompts]) {
    expect([text.includes(TOKEN), text.includes(SIGNING_SECRET)]).toEqual([false, false]);
  }
});
