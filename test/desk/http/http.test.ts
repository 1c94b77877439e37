import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerErrors } from '../../../desk/src/http/errors.js';
import { readBuilt } from '../../../desk/src/http/files.js';
import { eachDatabase } from '../support/database.js';
import {
  type Browser,
  browserOf,
  createTeam,
  createTestDesk,
  DESK_URL,
  signIn,
  type Team,
  type TestDesk,
} from '../support/desk.js';

eachDatabase('the desk over HTTP', (database) => {
  let testDesk: TestDesk;
  let team: Team;
  let owner: Browser;
  beforeAll(async () => {
    testDesk = createTestDesk(database());
    team = await createTeam(testDesk);
    owner = await signIn(testDesk, team.owner);
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    testDesk.http.request(DESK_URL + path, { headers });

  describe('serves the agents’ page', () => {
    it.each([
      '/',
      '/sign-in',
      '/inbox',
      '/inbox/42/customer',
      '/contacts',
      '/contacts/7',
      '/tickets',
      '/settings/apps/1',
    ])('at %s, under a strict policy', async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Convot</title>');
      const policy = response.headers.get('Content-Security-Policy') ?? '';
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]) {
        expect(policy.split('; ')).toContain(rule);
      }
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(response.headers.get('X-Frame-Options')).toBe('DENY');
      expect(response.headers.get('Cache-Control')).toBe('no-cache');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    });

    it('with assets that are kept for ever, and no others', async () => {
      const asset = await get('/assets/main-AB12.js');
      expect(asset.headers.get('Cache-Control')).toContain('immutable');
      expect(asset.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
      for (const path of [
        '/assets/other.js',
        '/assets/../index.html',
        '/assets/%2e%2e/package.json',
        '/index.html',
        '/inboxes',
      ]) {
        expect((await get(path)).status).toBe(404);
      }
    });
  });

  it('serves scripts that pages of any origin may load, checked anew after minutes', async () => {
    for (const path of ['/convot.js', '/stub.js']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
      expect(response.headers.get('Cache-Control')).toMatch(/^public, max-age=300\b/);
      const again = await get(path, { 'If-None-Match': response.headers.get('ETag') ?? '' });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    expect((await get('/convot-chat.js')).status).toBe(404);
  });

  it.each([
    ['br', true],
    ['gzip, deflate, br;q=0.9', true],
    ['gzip, br;q=0', false],
    ['brr, gzip', false],
  ])('sends scripts compressed to who accepts %s: %s', async (accepted, compressed) => {
    const response = await get('/convot.js', { 'Accept-Encoding': accepted });
    expect(response.headers.get('Content-Encoding')).toBe(compressed ? 'br' : null);
    expect(response.headers.get('Vary')).toContain('Accept-Encoding');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect((compressed ? brotliDecompressSync(bytes) : bytes).toString()).toBe('globalThis.Convot = {};');
    const plainTag = (await get('/convot.js')).headers.get('ETag');
    expect(response.headers.get('ETag') === plainTag).toBe(!compressed);
  });

  it('lets the visitor’s half be called from any origin and the agent’s from none', async () => {
    const visitor = await get(`/v1/apps/${team.app.id}/settings`, { Origin: 'https://shop.example' });
    expect(await visitor.json()).toEqual({ name: 'Shop', identity_endpoint: null });
    expect(visitor.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(visitor.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    const agent = await get('/api/me', { Origin: 'https://shop.example' });
    expect(agent.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(agent.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    expect(agent.headers.get('Cache-Control')).toBe('no-store');
  });

  describe('refuses a change that another site asks for', () => {
    it.each([
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'same-origin', origin: DESK_URL }, 201],
    ])('with %j: %d', async (headers, status) => {
      expect((await owner('POST', '/api/apps', { name: 'Forged' }, headers)).status).toBe(status);
    });

    it('also from browsers that name the origin alone, and for signing in', async () => {
      const forge = (origin: string | null, path: string) =>
        testDesk.http.request(`${DESK_URL}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(origin !== null && { origin }) },
          body: '{}',
        });
      for (const path of ['/api/auth/sign-in/email', '/api/apps']) {
        expect((await forge('https://evil.example', path)).status).toBe(403);
        expect((await forge('null', path)).status).toBe(403);
        expect((await forge(DESK_URL, path)).status).not.toBe(403);
        expect((await forge(null, path)).status).not.toBe(403);
      }
    });
  });

  it('answers every error in the protocol’s words', async () => {
    expect(await browserOf(testDesk)('GET', '/nothing')).toMatchObject({
      status: 404,
      json: { error: { code: 'not_found' } },
    });
    expect(await owner('GET', '/api/nothing')).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
    expect(await owner('GET', '/v1/nothing')).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
    expect(await owner('GET', '/api/apps/%00/audit')).toMatchObject({ status: 404 });
    const large = await owner('POST', '/api/apps', { name: 'x'.repeat(70_000) });
    expect(large).toMatchObject({ status: 413, json: { error: { code: 'too_large' } } });
    const broken = await testDesk.http.request(`${DESK_URL}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"password": "hunter2',
    });
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toContain('hunter2');
  });

  it('tells the operator of a fault its place and never the data', async () => {
    const failing = createTestDesk(database());
    Object.assign(failing.desk, {
      clock: () => {
        throw new TypeError('ada@example.com is not a function');
      },
    });
    const browser = await signIn(failing, team.owner);
    const answer = await browser('POST', '/api/apps', { name: 'ada@example.com' });
    expect(answer).toMatchObject({ status: 500, json: { error: { code: 'internal' } } });
    const told = failing.lines.join('\n');
    expect(told).toMatch(/internal error: TypeError\n\s+at /);
    expect(told).not.toContain('ada@example.com');
    expect(JSON.stringify(answer.json)).not.toContain('ada@example.com');
  });

  it('names the SQLSTATE of a failed statement and none of its values', async () => {
    const lines: string[] = [];
    const http = new Hono();
    http.onError(answerErrors((line) => void lines.push(line)));
    http.get('/', async () => {
      await database().sql`select ${'ada@example.com'}::int`;
      return new Response();
    });
    expect((await http.request('/')).status).toBe(500);
    expect(lines.join()).toContain('(SQLSTATE 22P02)');
    expect(lines.join()).not.toContain('ada@example.com');
  });

  it('says nothing at all of requests that go well', async () => {
    const before = testDesk.lines.length;
    await owner('GET', '/api/contacts?q=ada%40example.com');
    await get('/');
    expect(testDesk.lines).toHaveLength(before);
  });

  it('asks for https for ever once it is reached by https', async () => {
    const secure = createTestDesk(database(), { url: 'https://desk.test' });
    expect((await secure.http.request('/')).headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d+$/);
    expect((await get('/')).headers.get('Strict-Transport-Security')).toBeNull();
  });
});

it('reads a build once, compressed, without what is no page’s business', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convot-build-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<p>');
  await writeFile(join(folder, 'assets/main-1.js'), '1;'.repeat(1_000));
  await writeFile(join(folder, 'assets/main-1.js.map'), '{}');
  const files = await readBuilt(folder);
  expect([...files.keys()].sort()).toEqual(['assets/main-1.js', 'index.html']);
  const script = files.get('assets/main-1.js');
  expect(brotliDecompressSync(script?.brotli ?? new Uint8Array()).toString()).toBe('1;'.repeat(1_000));
  expect(script?.etag).toMatch(/^"[\w-]{22}"$/);
  expect([...(await readBuilt(folder, (path) => path === 'index.html')).keys()]).toEqual(['index.html']);
  await rm(folder, { recursive: true });
});

it('without a build there are no files, and no fault', async () => {
  expect([...(await readBuilt('/nowhere/at/all'))]).toEqual([]);
});
