import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeBearerToken, makeIdentityKey } from 'convot/proof';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from '../../src/cli/run.js';

const secrets = {
  CONVOT_APP: 'app_1',
  CONVOT_ENCRYPTION_KEY: makeIdentityKey(),
  ELKDESK_SUPPORT_TOKEN: makeBearerToken(),
};

beforeAll(() => {
  for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

/** Lines of code: neither empty nor a comment. */
function codeLines(file: string): number {
  const text = readFileSync(new URL(`../../examples/${file}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => !/^\s*(?:$|\/[/*])/.test(line)).length;
}

async function convot(...args: string[]): Promise<string> {
  const said: string[] = [];
  const print = (text: string) => said.push(text);
  const code = await run(['check', ...args, '--json'], { environment: secrets, version: '', print, complain: print });
  return `${code}: ${said.join('\n')}`;
}

/** `0` and nothing broken: what the command says of itself when every rule is kept. */
const KEPT = /^0: [\s\S]*"passed": true,[\s\S]*"broken": 0,\s*"hint": 0,/;

describe.each(['hono', 'express', 'fastify', 'node'])('mounted in %s', (name) => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    const { listen } = await import(`../../examples/backends/${name}.mjs`);
    server = await listen(0);
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('the identity endpoint keeps every rule', async () => {
    const address = `${origin}/api/megadesk-identity`;
    const options = ['--key-env', 'CONVOT_ENCRYPTION_KEY', '--cookie', 'session=demo', '--app', 'app_1'];
    expect(await convot('identity', address, ...options)).toMatch(KEPT);
  });

  test.each(['GET', 'POST'])('the Customer Context endpoint keeps every rule of %s', async (method) => {
    const address = `${origin}/api/support-context`;
    const options = ['--token-env', 'ELKDESK_SUPPORT_TOKEN', '--id', 'acct_1815', '--method', method];
    expect(await convot('context', address, ...options)).toMatch(KEPT);
  });

  test('a method that a route does not take is refused by the route itself', async () => {
    const headers = { Authorization: `Bearer ${secrets.ELKDESK_SUPPORT_TOKEN}` };
    const { status, headers: said } = await fetch(`${origin}/api/support-context`, { method: 'DELETE', headers });
    expect([status, said.get('Allow')]).toEqual([405, 'GET, POST']);
  });

  test('it is under ten lines', () => {
    expect(codeLines(`backends/${name}.mjs`)).toBeLessThan(10);
  });
});

describe('as route handlers of Next', () => {
  const ask = (path: string, init?: RequestInit) => new Request(`https://shop.example/api/${path}`, init);

  test('the identity endpoint answers by the session', async () => {
    const { GET } = await import('../../examples/next/app/api/megadesk-identity/route.js');
    expect(await (await GET(ask('megadesk-identity'))).json()).toEqual({ identity: null });
    const headers = { Cookie: 'session=demo' };
    expect((await (await GET(ask('megadesk-identity', { headers }))).json()).identity).toEqual(expect.any(String));
  });

  test('the Customer Context endpoint answers GET and POST', async () => {
    const { GET, POST } = await import('../../examples/next/app/api/support-context/route.js');
    const headers = { Authorization: `Bearer ${secrets.ELKDESK_SUPPORT_TOKEN}`, 'Content-Type': 'application/json' };
    const facts = { type: 'customer', plan: 'pro', status: 'active', seats: 5 };
    expect(await (await GET(ask('support-context?id=acct_1815', { headers }))).json()).toEqual(facts);
    const body = JSON.stringify({ id: 'acct_1815' });
    expect(await (await POST(ask('support-context', { method: 'POST', headers, body }))).json()).toEqual(facts);
  });

  test.each(['megadesk-identity', 'support-context'])('%s is under ten lines', (name) => {
    expect(codeLines(`next/app/api/${name}/route.js`)).toBeLessThan(10);
  });
});
