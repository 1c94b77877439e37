import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretsOf } from '../../desk/src/apps/index.js';
import { schema } from '../../desk/src/database/index.js';
import { provisionApp, provisionDemo, provisionOwner } from '../../desk/src/provision.js';
import { eachDatabase } from './support/database.js';
import { createTestDesk, signIn, type TestDesk } from './support/desk.js';

const LOOKUP = { parameter: 'id', identify: "Use the contact's external ID.", show: 'Show Plan; Orders.' };
const SHOP = { app: { name: 'Shop', identityEndpoint: '/api/megadesk-identity' } };

eachDatabase('provisioning', (database) => {
  let testDesk: TestDesk;
  let dataDir: string;
  beforeAll(async () => {
    testDesk = createTestDesk(database(), { reach: 'public_or_loopback' });
    dataDir = await mkdtemp(join(tmpdir(), 'convot-demo-'));
  });
  afterAll(() => rm(dataDir, { recursive: true }));
  const running = () => ({ desk: testDesk.desk, dataDir });

  it('makes the demo once and finds it again, with the same passwords and keys', async () => {
    const first = await provisionDemo(running(), SHOP);
    expect(first.app).toEqual({
      id: expect.stringMatching(/^app_/),
      name: 'Shop',
      identityKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      verificationSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await provisionDemo(running(), SHOP)).toEqual(first);

    const owner = await signIn(testDesk, first.owner);
    expect((await owner('GET', '/api/me')).json).toMatchObject({
      role: 'owner',
      organisation: { id: first.organisationId },
    });
    const member = await signIn(testDesk, first.member);
    expect((await member('GET', '/api/me')).json).toMatchObject({ role: 'member' });
    expect((await member('GET', '/api/apps')).json).toMatchObject({
      apps: [{ id: first.app.id, verification: 'optional', identity_endpoint: '/api/megadesk-identity' }],
    });
  });

  it('keeps the passwords readable for the owner of the directory alone', async () => {
    const { owner } = await provisionDemo(running(), SHOP);
    const file = join(dataDir, 'demo-accounts.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(owner.password);
    const rows = JSON.stringify(await testDesk.desk.db.select().from(schema.account));
    expect(rows).not.toContain(owner.password);
  });

  it('prints passwords that are right also after their file was lost', async () => {
    const before = await provisionDemo(running(), SHOP);
    await rm(join(dataDir, 'demo-accounts.json'));
    const after = await provisionDemo(running(), SHOP);
    expect(after.owner.password).not.toBe(before.owner.password);
    await signIn(testDesk, after.owner);
    await signIn(testDesk, after.member);
    await expect(signIn(testDesk, before.owner)).rejects.toThrow('401');
  });

  it('sets Customer Context up on the Business plan, once, and follows the shop to another port', async () => {
    const at = (port: number) => ({ ...LOOKUP, url: `http://127.0.0.1:${port}/api/support-context` });
    const wish = (port: number) => ({ ...SHOP, lookup: at(port) });
    expect((await provisionDemo(running(), SHOP)).supportToken).toBe('');
    const first = await provisionDemo(running(), wish(4401));
    expect(first.supportToken).toMatch(/^[\w-]{43}$/);
    const owner = await signIn(testDesk, first.owner);
    const path = `/api/apps/${first.app.id}/lookup`;
    const settings = async () => (await owner('GET', path)).json;
    expect(await settings()).toMatchObject({ ...at(4401), enabled: true, token_configured: true, is_in_plan: true });

    await owner('PUT', path, { show: 'Show Plan.', token: 'a-token-of-the-owner' });
    expect((await provisionDemo(running(), wish(4501))).supportToken).toBe('a-token-of-the-owner');
    expect(await settings()).toMatchObject({ ...at(4501), show: 'Show Plan.' });

    await owner('PUT', path, { url: 'https://api.shop.example/api/support-context', enabled: false });
    await owner('PUT', '/api/plan', { plan: 'free' });
    await provisionDemo(running(), wish(4601));
    expect(await settings()).toMatchObject({
      url: 'https://api.shop.example/api/support-context',
      enabled: false,
      is_in_plan: false,
    });
  });

  it('finds its app again after the owner gave it another name', async () => {
    const first = await provisionDemo(running(), SHOP);
    const owner = await signIn(testDesk, first.owner);
    expect((await owner('PATCH', `/api/apps/${first.app.id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await provisionDemo(running(), SHOP)).app).toEqual({ ...first.app, name: 'Renamed' });
    await owner('PATCH', `/api/apps/${first.app.id}`, { name: 'Shop' });
  });

  it('makes further apps of the same organisation, each with keys of its own', async () => {
    const { organisationId, app } = await provisionDemo(running(), SHOP);
    const second = await provisionApp(running(), { organisationId, name: 'Second', verification: 'required' });
    expect(second.identityKey).not.toBe(app.identityKey);
    expect(await secretsOf(testDesk.desk, second.id, 'identity_key')).toMatchObject([{ value: second.identityKey }]);
    expect(await provisionApp(running(), { organisationId, name: 'Second' })).toEqual(second);
  });

  it('makes an operator’s first owner, and tells the password once', async () => {
    const wish = { email: 'Boss@Acme.example', organisation: 'Ächt & Co' };
    const made = await provisionOwner(running(), wish);
    const boss = await signIn(testDesk, made ?? { email: '', password: '' });
    expect((await boss('GET', '/api/me')).json).toMatchObject({ role: 'owner', organisation: { name: 'Ächt & Co' } });
    expect(await provisionOwner(running(), wish)).toBeNull();
  });
});
