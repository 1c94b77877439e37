import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Running } from '../browser/harness.js';

/** Waits for a condition as long as a person would; tests never sleep for luck. */
export const soon = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 15_000, interval: 50 });

/** Bodies of every answer that a context's pages received, as text. */
export interface Traffic {
  /** Everything received until now. */
  read(): Promise<string>;
}

/** Listens to a context's network. Event streams don't finish, so {@link watchStreams} reads them. */
export function record(context: BrowserContext): Traffic {
  const bodies: Promise<string>[] = [];
  context.on('requestfinished', (request) => {
    const body = request.response().then((response) => response?.text() ?? '');
    bodies.push(body.catch(() => ''));
  });
  return { read: async () => (await Promise.all(bodies)).join('\n') };
}

/** Reads along with every event stream that a page of the context opens with `fetch`. */
export async function watchStreams(context: BrowserContext): Promise<Traffic> {
  let text = '';
  await context.exposeFunction('heardOnStream', (part: string) => {
    text += part;
  });
  await context.addInitScript(() => {
    const { fetch } = window;
    const report = (window as unknown as { heardOnStream: (part: string) => void }).heardOnStream;
    window.fetch = async (...request) => {
      const response = await fetch(...request);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      const [theirs, ours] = response.body?.tee() ?? [];
      ours?.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write: report }));
      return new Response(theirs ?? null, response);
    };
  });
  return { read: async () => text };
}

/** The shop as its visitor uses it. */
export class Visitor {
  readonly page: Page;
  readonly #running: Running;

  constructor(page: Page, running: Running) {
    this.page = page;
    this.#running = running;
  }

  static async arrive(context: BrowserContext, running: Running): Promise<Visitor> {
    const visitor = new Visitor(await context.newPage(), running);
    await visitor.page.goto(`${running.shop}/`);
    return visitor;
  }

  async logIn(name: RegExp): Promise<void> {
    await this.page.goto(`${this.#running.shop}/login`);
    await this.page.getByRole('button', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  async logOut(): Promise<void> {
    await this.page.goto(`${this.#running.shop}/account`);
    await this.page.getByRole('button', { name: 'Log out' }).click();
    await this.page.getByRole('link', { name: 'Log in' }).waitFor();
  }

  async openChat(): Promise<void> {
    await this.page.getByRole('button', { name: /^Chat/ }).click();
    await this.page.getByRole('button', { name: 'Close chat' }).waitFor();
  }

  composer() {
    return this.page.getByRole('textbox', { name: /message/i });
  }

  async write(text: string): Promise<void> {
    await this.composer().fill(text);
    await this.composer().press('Enter');
    await this.page.getByRole('log').getByText(text).waitFor();
  }

  /** Whether the text stands anywhere on the page, shadow roots and hidden parts included. */
  async shows(text: string): Promise<boolean> {
    return (await everythingOn(this.page)).includes(text);
  }

  /** All that the browser keeps for the shop's origin in IndexedDB and web storage. */
  kept(): Promise<string> {
    return this.page.evaluate(async () => {
      const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
      for (const { name } of await indexedDB.databases()) {
        if (!name) continue;
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        for (const store of database.objectStoreNames) {
          found.push(
            await new Promise((resolve) => {
              const request = database.transaction(store).objectStore(store).getAll();
              request.onsuccess = () => resolve(request.result);
            }),
          );
        }
        database.close();
      }
      return JSON.stringify(found);
    });
  }
}

/** A page's markup with that of every open shadow root. */
export function everythingOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (root: Document | ShadowRoot): string =>
      (root instanceof Document ? root.documentElement.outerHTML : root.innerHTML) +
      [...root.querySelectorAll('*')].map((element) => (element.shadowRoot ? read(element.shadowRoot) : '')).join('');
    return read(document);
  });
}

/** A browser profile of its own: another person's device. */
export async function device(browser: Browser): Promise<{ context: BrowserContext; traffic: Traffic }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  return { context, traffic: record(context) };
}
