import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { CHAT_ROUTES, VISITOR_ROUTES } from 'convot/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, picture, signInAsAgent } from '../browser/harness.js';
import { type Answer, streamed, text } from '../desk/model/answers.js';
import { type ModelServer, startModelServer } from '../desk/model/server.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SAID = {
  topic: 'Missing invoice',
  urgency: 'high',
  summary: 'The customer cannot find the invoice of last month.',
};
const REPLY = 'Hello,\n\nyour invoice of October is on its way to you. <b>Pay</b> at https://evil.example/now.';

let model: ModelServer;
let desk: OwnDesk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [model, browser] = await Promise.all([startModelServer(), launchChromium()]);
  model.always(({ body }) => (body.stream ? streamed(REPLY.split(/(?<= )/)) : text(JSON.stringify(SAID))));
  desk = await openOwnDesk({ model: { url: model.url, name: 'small' } });
  const { id } = await desk.app({ name: 'Shop' });
  await writeTicket(id, 'Hello, where is my invoice?');
  page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await signInAsAgent(page, desk);
  await page.getByRole('link').filter({ hasText: 'Ticket #' }).first().click();
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
  await model?.close();
});

/** A guest's conversation that became a ticket. */
async function writeTicket(app: string, words: string): Promise<void> {
  const post = async (path: string, body: unknown, credential?: string) => {
    const headers = {
      'Content-Type': 'application/json',
      ...(credential && { Authorization: `Bearer ${credential}` }),
    };
    const response = await fetch(desk.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} was answered with ${response.status}`);
    return response.json();
  };
  const { credential } = await post(VISITOR_ROUTES.app(app, 'sessions'), {});
  const message = { client_id: randomUUID(), text: words };
  const { conversation } = await post(CHAT_ROUTES.conversations, { message }, credential);
  await post(CHAT_ROUTES.ticket(conversation.id), { subject: 'Invoice' }, credential);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const answer = () => page.getByRole('textbox', { name: 'Your answer' });
const draft = () => page.locator('.suggestion-text');
const ready = () => page.getByText('The draft is ready.').waitFor();
const focused = () => page.evaluate(() => document.activeElement?.className || document.activeElement?.tagName);

async function faults(): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const run = 'axe.run().then(({ violations }) => JSON.stringify(violations))';
  const { result } = await session.send('Runtime.evaluate', { expression: run, awaitPromise: true });
  const violations: AxeResults['violations'] = JSON.parse(String(result.value));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the AI beside a ticket', () => {
  test('says what it is about, above the customer’s facts', async () => {
    const analysis = page.getByRole('region', { name: 'Analysis' });
    await analysis.getByText(SAID.topic).waitFor();
    expect(await analysis.textContent()).toContain('Urgency: high');
    expect(await analysis.textContent()).toContain(SAID.summary);
  });

  test('suggests a reply, which is plain text and never sends itself', async () => {
    await button('Suggest a reply').click();
    await ready();
    expect(await draft().textContent()).toBe(REPLY.replace('https://evil.example/now', '[…]'));
    expect(await draft().locator('*').count()).toBe(0);
    expect(await focused()).toBe('suggestion');
    expect(await answer().inputValue()).toBe('');
    expect(await page.getByRole('log').getByText('your invoice').count()).toBe(0);
    await picture(page, 'suggestion');
  });

  test('rewrites it from the keyboard alone', async () => {
    model.answer(streamed(['Your invoice ', 'is on its way.']), streamed(['A sua fatura ', 'está a caminho.']));
    await button('Shorter').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => draft().textContent()).toBe('Your invoice is on its way.');
    await ready();
    await button('In another language…').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Language').selectOption('Portuguese');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => draft().textContent()).toBe('A sua fatura está a caminho.');
    await ready();
    expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain('into Portuguese');
  });

  test('is stopped by Escape: the desk ends the call, and the draft before is back', async () => {
    const gone = new Promise<void>((resolve) => {
      const held: Answer = (response, { model: name }) => {
        response.on('close', resolve);
        const choice = { index: 0, delta: { content: 'Something else ' }, finish_reason: null };
        const chunk = { id: '1', object: 'chat.completion.chunk', created: 1, model: name, choices: [choice] };
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(`data: ${JSON.stringify(chunk)}\n\n`);
      };
      model.answer(held);
    });
    await button('Regenerate').click();
    await expect.poll(() => draft().textContent()).toBe('Something else ');
    await picture(page, 'suggestion-writing');
    await page.keyboard.press('Escape');
    await gone;
    await expect.poll(() => draft().textContent()).toBe('A sua fatura está a caminho.');
    expect(new URL(page.url()).pathname).toMatch(/^\/inbox\/./);
  });

  test('is taken over, undone, taken over again, changed and sent by the agent', async () => {
    await answer().fill('My own words');
    await button('Use draft').click();
    expect(await answer().inputValue()).toBe('A sua fatura está a caminho.');
    expect(await focused()).toBe('TEXTAREA');
    await page.getByText('It is not sent.').waitFor();
    await button('Undo').click();
    expect(await answer().inputValue()).toBe('My own words');
    await button('Use draft').click();
    await answer().fill('A sua fatura está a caminho. Obrigada!');
    await expect.poll(() => button('Undo').count()).toBe(0);
    await answer().press('Enter');
    await page.getByRole('log').getByText('Obrigada!').waitFor();
  });

  test('tells of the model’s failure and of spent credits, and goes on', async () => {
    model.answer((response) => response.writeHead(429).end());
    await button('Suggest a reply').click();
    await page.getByText('The AI has too much to do.').waitFor();
    await button('Try again').click();
    await ready();
    await button('Discard').click();
    await button('Suggest a reply').waitFor();
    expect(await desk.api<{ used_credits: number }>('/api/plan')).toMatchObject({ used_credits: expect.any(Number) });
  });

  test.each([
    ['light', 1_280],
    ['dark', 1_280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has no fault that axe knows, %s at %i', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 860 });
    await button('Suggest a reply').click();
    await ready();
    await button('In another language…').click();
    expect(await faults()).toEqual([]);
    await picture(page, `suggestion-${colorScheme}-${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await button('Discard').click();
    await soon(() => button('Suggest a reply').count()).toBe(1);
  });
});
