import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmailListener, listenForEmail, parseEmail, type ReceivedEmail } from '../../desk/src/email/index.js';
import { launchChromium, type Running, signInAsAgent, startShop } from '../browser/harness.js';
import { device, soon } from './people.js';

const DEMO_EMAIL = fileURLToPath(new URL('../../examples/shop/demo-email.mjs', import.meta.url));

let running: Running;
let browser: Browser;
let agent: Page;
let mailServer: EmailListener;
const sent: ReceivedEmail[] = [];

beforeAll(async () => {
  mailServer = await listenForEmail({
    port: 0,
    host: '127.0.0.1',
    name: 'mail.test',
    hasInbox: async () => true,
    store: async (email) => void sent.push(email),
    log: () => undefined,
  });
  const smtpUrl = `smtp://127.0.0.1:${mailServer.port}`;
  [running, browser] = await Promise.all([startShop({ smtpUrl }), launchChromium()]);
  await demoEmail();
  agent = await (await device(browser)).context.newPage();
  await signInAsAgent(agent, running);
});

afterAll(async () => {
  await browser?.close();
  await running?.kill();
  await mailServer?.close();
});

/** `npm run demo:email`, at the ports that the demo has printed. */
async function demoEmail(): Promise<string> {
  const mail = /come in at port (\d+)/.exec(running.output())?.[1] ?? '';
  const shop = new URL(running.shop).port;
  const args = [DEMO_EMAIL, '--port', String(running.port), '--shop', shop, '--mail', mail];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}

/** Opens the conversation of this person from the list. */
async function open(name: string) {
  await agent.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Inbox/ }).click();
  await agent.locator('.inbox-list a', { hasText: name }).click();
  await agent.getByRole('heading', { name, level: 1 }).waitFor();
}

const sidebar = () => agent.locator('convot-context');

test('a newcomer sees tickets of mails, each with what is known of its sender', async () => {
  const list = agent.locator('.inbox-list li');
  await soon(() => list.count()).toBe(4);
  expect(await list.filter({ hasText: 'Best Prices' }).textContent()).toContain('Spam');
  await open('Ada Lovelace');
  await sidebar().getByText('Looked up').filter({ hasText: 'user_1815' }).waitFor();
  expect(await sidebar().getByText('Not confirmed for this sender').count()).toBe(0);
  expect(await agent.locator('.message.visitor').count()).toBe(2);
  await open('Mallory');
  await sidebar().getByText('Not confirmed for this sender').waitFor();
});

test('quoted text is folded, and an attachment is saved under its name', async () => {
  await open('Ada Lovelace');
  const quoted = agent.locator('details', { hasText: 'Earlier mails' });
  expect(await quoted.evaluate((details: HTMLDetailsElement) => details.open)).toBe(false);
  const [download] = await Promise.all([
    agent.waitForEvent('download'),
    agent.getByRole('link', { name: /delivery-note\.txt/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('delivery-note.txt');
  expect(await readFile(await download.path(), 'utf8')).toContain('500 mailer boxes');
});

test('an answer leaves as a mail in the thread, and the conversation says so', async () => {
  await open('Ada Lovelace');
  await agent.getByLabel('Your answer').fill('On Friday.');
  await agent.getByRole('button', { name: 'Send', exact: true }).click();
  await agent.locator('.delivery').getByText('Sent', { exact: true }).waitFor();
  expect(sent).toHaveLength(1);
  const mail = await parseEmail(sent[0]?.raw ?? new Uint8Array());
  expect(mail).toMatchObject({ subject: 'Re: When will my boxes arrive?', text: 'On Friday.' });
  expect(mail.inReplyTo).toHaveLength(1);
});

test('the owner sees what was received, and finds the secret for a service that posts', async () => {
  await agent.goto(`${running.inbox.replace(/\/$/, '')}/settings/email`);
  const rows = agent.locator('section', { hasText: 'Received last' }).locator('tbody tr');
  await soon(() => rows.count()).toBe(5);
  expect(await rows.filter({ hasText: 'offers@example.net' }).textContent()).toContain('Marked as spam');
  await agent.getByRole('button', { name: 'Show the secret' }).click();
  const secret = (await agent.locator('.secret code').textContent()) ?? '';
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const address = (await agent.locator('.secret-line code').first().textContent()) ?? '';
  const posted = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'message/rfc822' },
    body: 'From: new@example.org\r\nTo: support@papermill.test\r\nSubject: By post\r\n\r\nHello',
  });
  expect(posted.status).toBe(200);
  await soon(async () => {
    await agent.getByRole('button', { name: 'Refresh' }).click();
    return rows.first().textContent();
  }).toContain('A new ticket');
});

test('a wrong address is refused beside its field', async () => {
  await agent.getByLabel('Inbox addresses').fill('support@papermill.test\nnobody');
  await agent.getByRole('button', { name: 'Save' }).click();
  await agent.getByText('nobody: not an email address').waitFor();
});
