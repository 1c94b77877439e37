import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Claim, Settlement } from '../../src/index.js';
import type { TabPlan } from './plan.js';

/** What a tab is told with its page. */
export interface TabBrief {
  readonly app: string;
  readonly claim: Claim | null;
  readonly steps: TabPlan;
  readonly life: number;
  readonly tab: number;
}

/** What a tab tells while it lives. */
export type Report =
  | { readonly what: 'loading' | 'reset' | 'ended' | 'done' }
  | { readonly what: 'called'; readonly patch: number }
  | { readonly what: 'stored'; readonly patch: number; readonly as: 'queued' | 'held' | 'none' }
  | {
      readonly what: 'settled';
      readonly patch: number;
      readonly status: Settlement['status'];
      readonly code?: string | undefined;
    }
  | { readonly what: 'discarded'; readonly count: number }
  | { readonly what: 'error'; readonly code: string }
  | { readonly what: 'disk'; readonly text: string };

/** Who told it. */
export type TabReport = Report & { readonly life: number; readonly tab: number };

/** A page to be shown. */
export interface PageBrief extends TabBrief {
  /** What the identity endpoint answers this page; `null`: the page has no endpoint. */
  readonly token: (() => Promise<string>) | null;
}

/** The customer's own site: its pages carry the script tag, and tell what the client tells them. */
export interface Site {
  /** Shows a page at an address of its own. @returns the address */
  show(page: PageBrief): string;
  /** Hears the tabs from now on. */
  listen(listener: (report: TabReport) => void): void;
  /** What an open tab reads off the browser's disk, as text. */
  disk(): Promise<string>;
  close(): void;
}

const TAB_SCRIPT = new URL('./tab.js', import.meta.url);

/**
 * Starts the site.
 *
 * @param deskUrl - where its pages find the desk.
 * @param script - the text of `convot.js`.
 */
export async function openSite(deskUrl: string, script: string): Promise<Site> {
  const tabScript = await readFile(TAB_SCRIPT, 'utf8');
  const pages = new Map<string, PageBrief>();
  const open = new Set<WebSocket>();
  let listener: (report: TabReport) => void = () => {};

  async function answer({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind = '', id = ''] = url.split('/');
    const page = pages.get(id);
    const [type, text] = await body(kind, id, page);
    response.writeHead(text === null ? 404 : 200, {
      'Content-Type': type,
      'Cache-Control': kind.endsWith('.js') ? 'max-age=600' : 'no-store',
    });
    response.end(text);
  }

  async function body(kind: string, id: string, page: PageBrief | undefined): Promise<[string, string | null]> {
    if (kind === 'convot.js') return ['text/javascript', script];
    if (kind === 'tab.js') return ['text/javascript', tabScript];
    if (kind === 'identity') return ['application/json', JSON.stringify({ identity: (await page?.token?.()) ?? null })];
    return ['text/html', page ? document(id, page) : null];
  }

  function document(id: string, { token, ...brief }: PageBrief): string {
    const identity = token ? `/identity/${id}` : '';
    return `<!doctype html><title>Shop</title>
<script type="application/json" id="brief">${JSON.stringify(brief)}</script>
<script src="/convot.js" data-app="${brief.app}" data-desk="${deskUrl}" data-identity="${identity}"></script>
<script src="/tab.js"></script>`;
  }

  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A killed browser's connection ends as it may.
    socket.on('error', () => open.delete(socket));
    socket.on('message', (data) => listener(JSON.parse(String(data)) as TabReport));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // By name, where the desk is reached by number: browsers take the two for different sites.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  return {
    show(page) {
      const id = `${page.app}-${page.life}-${page.tab}`;
      pages.set(id, page);
      return `${origin}/page/${id}`;
    },
    listen(next) {
      listener = next;
    },
    disk() {
      return new Promise((resolve, reject) => {
        const [socket] = open;
        if (!socket) return reject(new Error('No tab is open to read the disk.'));
        const heard = (data: unknown) => {
          const report = JSON.parse(String(data)) as TabReport;
          if (report.what !== 'disk') return;
          socket.off('message', heard).off('close', reject);
          resolve(report.text);
        };
        socket.on('message', heard).once('close', reject);
        socket.send('disk');
      });
    },
    close() {
      for (const socket of open) socket.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
