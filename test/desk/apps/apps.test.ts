import { beforeAll, describe, expect, it } from 'vitest';
import { loadPublicSettings, secretsOf } from '../../../desk/src/apps/index.js';
import { schema } from '../../../desk/src/database/index.js';
import type { AuditEntry } from '../../../desk/wire/audit.js';
import type { App, AppSecret } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { type Browser, createTeam, createTestDesk, signIn, type Team, type TestDesk } from '../support/desk.js';

eachDatabase('apps', (database) => {
  let testDesk: TestDesk;
  let team: Team;
  let strangers: Team;
  let owner: Browser;
  let member: Browser;
  beforeAll(async () => {
    testDesk = createTestDesk(database());
    team = await createTeam(testDesk);
    strangers = await createTeam(testDesk);
    owner = await signIn(testDesk, team.owner);
    member = await signIn(testDesk, team.member);
  });

  const make = async (name = 'Shop') => (await owner('POST', '/api/apps', { name })).json as App;
  const reveal = async (id: string) =>
    ((await owner('POST', `/api/apps/${id}/secrets/reveal`)).json as { secrets: AppSecret[] }).secrets;
  const audit = async (id: string) =>
    ((await owner('GET', `/api/apps/${id}/audit`)).json as { entries: AuditEntry[] }).entries;

  it('are made with every secret in their documented shapes, sealed at rest', async () => {
    const app = await make('  Second shop ');
    expect(app).toMatchObject({
      id: expect.stringMatching(/^app_[a-z0-9]{20}$/),
      name: 'Second shop',
      verification: 'optional',
      identity_endpoint: null,
      own_namespace: false,
    });
    const secrets = await reveal(app.id);
    expect(secrets.map(({ kind, state, value }) => [kind, state, /^[0-9a-f]+$/.test(value), value.length])).toEqual([
      ['email_secret', 'current', true, 64],
      ['identity_key', 'current', true, 32],
      ['verification_secret', 'current', true, 64],
    ]);
    const stored = JSON.stringify(await testDesk.desk.db.select().from(schema.appSecrets));
    for (const { value } of secrets) expect(stored).not.toContain(value);
  });

  it('are listed for members, too, of their own organisation alone', async () => {
    const listed = (await member('GET', '/api/apps')).json as { apps: App[] };
    expect(listed.apps.map(({ id }) => id)).toContain(team.app.id);
    expect(listed.apps.map(({ id }) => id)).not.toContain(strangers.app.id);
  });

  describe('of another organisation', () => {
    it.each([
      ['PATCH', '', { name: 'Mine now' }],
      ['POST', '/secrets/reveal', undefined],
      ['POST', '/secrets/identity_key/rotate', undefined],
      ['DELETE', '/secrets/identity_key/previous', undefined],
      ['GET', '/audit', undefined],
    ])('answer %s …%s with 404', async (method, path, body) => {
      const answer = await owner(method, `/api/apps/${strangers.app.id}${path}`, body);
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
      const [key] = await secretsOf(testDesk.desk, strangers.app.id, 'identity_key');
      expect(JSON.stringify(answer.json)).not.toContain(key?.value);
    });
  });

  describe('are the owner’s to change', () => {
    it.each([
      ['POST', '', { name: 'More' }],
      ['PATCH', '/ID', { name: 'More' }],
      ['POST', '/ID/secrets/reveal', undefined],
      ['POST', '/ID/secrets/identity_key/rotate', undefined],
      ['DELETE', '/ID/secrets/identity_key/previous', undefined],
      ['GET', '/ID/audit', undefined],
    ])('so a member is refused %s /api/apps%s', async (method, path, body) => {
      const answer = await member(method, `/api/apps${path.replace('ID', team.app.id)}`, body);
      expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
    });

    it('field by field, each noted without its value', async () => {
      const app = await make();
      const change = { verification: 'required', identity_endpoint: '/api/megadesk-identity', own_namespace: true };
      expect((await owner('PATCH', `/api/apps/${app.id}`, change)).json).toEqual({ ...app, ...change });
      expect((await owner('PATCH', `/api/apps/${app.id}`, { identity_endpoint: null })).json).toEqual({
        ...app,
        ...change,
        identity_endpoint: null,
      });
      const entries = await audit(app.id);
      expect(entries.map(({ what, detail, user }) => [what, detail, user])).toEqual([
        ['app_changed', 'identity_endpoint', 'Olive'],
        ['app_changed', 'identity_endpoint, own_namespace, verification', 'Olive'],
        ['app_created', null, 'Olive'],
      ]);
    });

    it.each([
      [{ name: '' }, 'name'],
      [{ name: 'x'.repeat(101) }, 'name'],
      [{ name: 'a\0b' }, 'name'],
      [{ verification: 'maybe' }, 'verification'],
      [{ own_namespace: 'yes' }, 'own_namespace'],
      [{ identity_endpoint: 'javascript:alert(1)' }, 'identity_endpoint'],
      [{ organisation_id: 'another' }, 'body'],
    ])('but not to %j', async (change, field) => {
      const answer = await owner('PATCH', `/api/apps/${team.app.id}`, change);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.json)).toContain(`\\"${field}\\"`);
      expect(JSON.stringify(answer.json)).not.toContain('alert(1)');
    });
  });

  it('tell pages their name and identity endpoint, and nothing else', async () => {
    const app = await make('Public');
    await owner('PATCH', `/api/apps/${app.id}`, { identity_endpoint: 'https://shop.example/id' });
    expect(await loadPublicSettings(testDesk.desk.db, app.id)).toEqual({
      name: 'Public',
      identity_endpoint: 'https://shop.example/id',
    });
    await expect(loadPublicSettings(testDesk.desk.db, 'app_nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  describe('rotate a secret', () => {
    it('so that the former stays alive until it is ended, and never more than two live', async () => {
      const app = await make();
      const values = async () => (await secretsOf(testDesk.desk, app.id, 'identity_key')).map(({ value }) => value);
      const [first] = await values();
      const rotated = await owner('POST', `/api/apps/${app.id}/secrets/identity_key/rotate`);
      expect(rotated.status).toBe(200);
      const second = await values();
      expect(second).toHaveLength(2);
      expect(second[1]).toBe(first);
      expect(second[0]).not.toBe(first);

      await owner('POST', `/api/apps/${app.id}/secrets/identity_key/rotate`);
      const third = await values();
      expect(third).toHaveLength(2);
      expect(third[1]).toBe(second[0]);

      const ended = await owner('DELETE', `/api/apps/${app.id}/secrets/identity_key/previous`);
      expect(await values()).toEqual([third[0]]);
      const { secrets } = ended.json as { secrets: AppSecret[] };
      expect(secrets.map(({ kind, state }) => [kind, state])).toEqual([
        ['email_secret', 'current'],
        ['identity_key', 'current'],
        ['verification_secret', 'current'],
      ]);
      await owner('DELETE', `/api/apps/${app.id}/secrets/identity_key/previous`);
      expect((await audit(app.id)).map(({ what, detail }) => [what, detail])).toEqual([
        ['secret_ended', 'identity_key'],
        ['secret_rotated', 'identity_key'],
        ['secret_rotated', 'identity_key'],
        ['app_created', null],
      ]);
    });

    it('one after the other when two owners do at once', async () => {
      const app = await make();
      const rotate = () => owner('POST', `/api/apps/${app.id}/secrets/verification_secret/rotate`);
      const answers = await Promise.all([rotate(), rotate(), rotate()]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const live = (await reveal(app.id)).filter(({ kind }) => kind === 'verification_secret');
      expect(live.map(({ state }) => state)).toEqual(['current', 'previous']);
    });

    it('of a kind that exists', async () => {
      expect((await owner('POST', `/api/apps/${team.app.id}/secrets/master/rotate`)).status).toBe(404);
    });
  });

  it('note each look at their secrets, without a value', async () => {
    const app = await make();
    const secrets = await reveal(app.id);
    await reveal(app.id);
    const entries = await audit(app.id);
    expect(entries.map(({ what }) => what)).toEqual(['secrets_revealed', 'secrets_revealed', 'app_created']);
    const rows = JSON.stringify(await testDesk.desk.db.select().from(schema.auditLog));
    for (const { value } of secrets) expect(rows).not.toContain(value);
  });
});
