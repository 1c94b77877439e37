import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, type Running, signInAsAgent, spawnStart, startShop } from '../browser/harness.js';
import { device, Visitor } from './people.js';

/** Listens, if it can. */
async function take(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const release = (server: Server | null) => new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));

/** A port whose two successors are free too: desk, shop and mail keep theirs over a restart, as a newcomer's do. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = await take(0);
    if (!first) throw new Error('This machine has no free port.');
    const port = portOf(first);
    const next = [await take(port + 1), await take(port + 2)];
    await Promise.all([first, ...next].map(release));
    if (next.every((server) => server !== null)) return port;
  }
}

/** The one printed line that the pattern matches. */
function line(running: Running, pattern: RegExp): string {
  const found = running
    .output()
    .split('\n')
    .filter((each) => pattern.test(each));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** What the text says of the way out is for a person: a sentence, not a stack. */
const STACK = /^\s+at /m;

let running: Running;
let browser: Browser;
let port: number;
let agent: Page;
let ada: Visitor;

beforeAll(async () => {
  [port, browser] = await Promise.all([freePorts(), launchChromium()]);
  running = await startShop({ port });
  agent = await (await device(browser)).context.newPage();
  ada = await Visitor.arrive((await device(browser)).context, running);
});

afterAll(async () => {
  await browser?.close();
  await running?.kill();
});

const composer = () => agent.getByRole('textbox', { name: 'Answer' });
const conversation = (text: string) => agent.getByRole('link').filter({ hasText: text }).first();

async function answer(text: string): Promise<void> {
  await composer().fill(text);
  await composer().press('Enter');
  await ada.page.getByRole('log').getByText(text).waitFor();
}

describe('npm start', () => {
  test('prints the shop’s address, the inbox’s address and how to sign in, each on its own line', async () => {
    const [desk, shop] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`];
    expect(line(running, /shop/i)).toContain(shop);
    expect(line(running, /inbox/i)).toMatch(new RegExp(`${desk}/?$`));
    expect(line(running, /sign in/i)).toContain(running.signIn.email);
    await signInAsAgent(agent, running);
  });

  test('refuses a second start on the same data, naming the holder, while the first works on', async () => {
    await ada.logIn(/Ada/);
    await ada.openChat();
    await ada.write('Is anybody there?');
    const second = spawnStart({ data: running.data });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`process id ${running.pid},`);
    expect(second.output()).toContain(`answering at http://127.0.0.1:${port}.`);
    expect(second.output()).not.toMatch(STACK);
    await conversation('Is anybody there?').click();
    await answer('Yes, the first one.');
  });

  test('stops at Ctrl-C with exit code 0 while a chat and an inbox are open', async () => {
    expect(await running.stop()).toBe(0);
    expect(running.output()).not.toMatch(STACK);
    for (const each of [port, port + 1]) {
      const server = await take(each);
      expect(server).not.toBeNull();
      await release(server);
    }
  });

  test('has lost nothing when it starts again, and takes port and folder from the environment', async () => {
    const { signIn, data } = running;
    running = await startShop({ port, data, by: 'environment' });
    expect(running.signIn).toEqual(signIn);
    expect(running.inbox.replace(/\/$/, '')).toBe(`http://127.0.0.1:${port}`);
    expect(running.shop).toBe(`http://127.0.0.1:${port + 1}`);

    await ada.page.reload();
    await ada.page.getByRole('heading', { level: 1, name: /Ada/ }).waitFor();
    await ada.openChat();
    await ada.page.getByRole('log').getByText('Yes, the first one.').waitFor();
    await agent.goto(running.inbox);
    await conversation('Yes, the first one.').click();
    await agent.getByRole('log').getByText('Is anybody there?').waitFor();
    await agent.locator('convot-context').getByText('Engine & Loom').waitFor();
  });

  test('has what it acknowledged also after kill -9, and open pages go on by themselves', async () => {
    await ada.write('Still there?');
    await answer('Still here.');
    await running.kill();
    running = await startShop({ port, data: running.data });
    // Neither page is loaded anew: both find the desk again.
    await answer('And back.');
    await ada.write('So am I.');
    await agent.getByRole('log').getByText('So am I.').waitFor();
    await ada.page.reload();
    await ada.openChat();
    for (const text of ['Is anybody there?', 'Still there?', 'Still here.', 'And back.']) {
      await ada.page.getByRole('log').getByText(text).waitFor();
    }
  });
});

describe('a port that somebody has', () => {
  test.each([
    ['the desk’s', 0],
    ['the shop’s', 1],
  ])('as %s, is named together with the way to another', async (_, place) => {
    const free = await freePorts();
    const taken = await take(free + place);
    const refused = spawnStart({ port: free });
    expect(await refused.ended).toBe(1);
    await release(taken);
    expect(refused.output()).toMatch(new RegExp(`Port ${free + place}\\b.*taken.*--port N`));
    expect(refused.output()).not.toMatch(STACK);
  });
});
