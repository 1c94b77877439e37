import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { pasteSnippet } from '../../desk/web/settings/snippets.js';

const STUB = readFileSync(fileURLToPath(new URL('../../dist/stub.js', import.meta.url)), 'utf8');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
};

/** What a customer's server answers on one path. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** A customer's own site: another origin, and another site, than the desk. */
export interface CustomerSite {
  readonly origin: string;
  /** Answers this path from now on. @returns its address */
  answer(path: string, answer: Answer): string;
  /** Shows this document there from now on. @returns its address */
  show(path: string, document: string, headers?: Readonly<Record<string, string>>): string;
  close(): void;
}

/**
 * Starts a site.
 *
 * @param folder - its files are shown as they are. @default none
 */
export async function openCustomerSite(folder?: string): Promise<CustomerSite> {
  const answers = new Map<string, Answer>();
  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const answer = answers.get(pathname);
      if (answer) return answer(request);
      const file = folder && (await readFile(join(folder, pathname)).catch(() => null));
      const type = TYPES[extname(pathname)];
      return file && type
        ? new Response(new Uint8Array(file), { headers: { 'Content-Type': type } })
        : new Response('Not found', { status: 404 });
    },
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // By name, where the desk is reached by number: browsers take the two for different sites.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const answer = (path: string, given: Answer) => {
    answers.set(path, given);
    return origin + path;
  };
  return {
    origin,
    answer,
    show: (path, document, headers = {}) =>
      answer(
        path,
        () => new Response(document, { headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers } }),
      ),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A plain page: what stands in its head, and a sentence. */
export function plainPage(head: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A customer’s page</title>
    <link rel="icon" href="data:,">
    ${head}
  </head>
  <body>
    <h1>A customer’s page</h1>
    <p>It knows nothing of the messenger but what was pasted into its head.</p>
  </body>
</html>`;
}

/** The paste, as the desk's settings show it. */
export const pasteOf = (desk: string, app: string): string => pasteSnippet(STUB, desk, app);

export interface Visit {
  readonly page: Page;
  /** What the browser, the page or a policy complained of. */
  readonly complaints: readonly string[];
  /** The address of each request. */
  readonly asked: readonly string[];
}

/**
 * Opens a page on a device of its own.
 *
 * @param prepare - what the browser does to the page before it loads.
 */
export async function visit(
  browser: Browser,
  url: string,
  look: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width: 1_000, height: 720 }, ...look });
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) => {
      console.error(`violates ${violatedDirective}: ${sample}`);
    });
  });
  await prepare(page);
  await page.goto(url);
  return { page, complaints, asked };
}
