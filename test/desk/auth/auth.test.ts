import { scryptSync } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuth, ensureAccount } from '../../../desk/src/auth/index.js';
import { schema } from '../../../desk/src/database/index.js';
import { eachDatabase } from '../support/database.js';
import { browserOf, createTeam, createTestDesk, DESK_URL, signIn, type Team, type TestDesk } from '../support/desk.js';

eachDatabase('signing in', (database) => {
  let testDesk: TestDesk;
  let team: Team;
  beforeAll(async () => {
    testDesk = createTestDesk(database());
    team = await createTeam(testDesk);
  });

  it('tells who is signed in, for which organisation, in which role', async () => {
    const owner = await signIn(testDesk, team.owner);
    expect((await owner('GET', '/api/me')).json).toEqual({
      user: { id: team.owner.id, name: 'Olive', email: team.owner.email },
      organisation: { id: team.organisationId, name: 'Acme' },
      role: 'owner',
    });
    const member = await signIn(testDesk, team.member);
    expect((await member('GET', '/api/me')).json).toMatchObject({ role: 'member', user: { name: 'Max' } });
  });

  it('keeps the session in a cookie that scripts and other sites do not get', async () => {
    const { email, password } = team.owner;
    const answer = await browserOf(testDesk)('POST', '/api/auth/sign-in/email', { email, password });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^convot\.session_token=.*HttpOnly.*SameSite=Lax/i);
    expect(cookie).not.toMatch(/secure/i);

    const secure = createTestDesk(database(), { url: 'https://desk.test' });
    const overTls = await browserOf(secure)('POST', '/api/auth/sign-in/email', { email, password });
    expect(overTls.headers.getSetCookie()[0]).toMatch(/^__Secure-convot\.session_token=.*Secure/);
  });

  it('answers a wrong password and an unknown account alike, and sets no cookie', async () => {
    const { email } = team.owner;
    const browser = browserOf(testDesk);
    const wrong = await browser('POST', '/api/auth/sign-in/email', { email, password: 'not the password' });
    const unknown = await browser('POST', '/api/auth/sign-in/email', { email: 'x@y.test', password: 'whatever it is' });
    expect(wrong).toMatchObject({
      status: 401,
      json: { error: { code: 'session_ended', reason: 'credentials_wrong' } },
    });
    expect([unknown.status, unknown.json]).toEqual([wrong.status, wrong.json]);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    expect(testDesk.lines.join()).not.toContain(email);
  });

  it.each([
    '/api/me',
    '/api/apps',
    '/api/contacts',
    '/api/conversations',
    '/api/tickets',
    '/api/stream',
    '/api/nothing',
  ])('answers %s without a session, or with one that is made up, with 401', async (path) => {
    expect(await browserOf(testDesk)('GET', path)).toMatchObject({
      status: 401,
      json: { error: { code: 'session_ended' } },
    });
    expect(await browserOf(testDesk, 'convot.session_token=made.up')('GET', path)).toMatchObject({ status: 401 });
  });

  it('ends the session on the desk when signing out', async () => {
    const browser = await signIn(testDesk, team.member);
    expect((await browser('POST', '/api/auth/sign-out', {})).status).toBe(200);
    expect((await browser('GET', '/api/me')).status).toBe(401);
  });

  it('refuses an expired session', async () => {
    const browser = await signIn(testDesk, team.member);
    await testDesk.desk.db
      .update(schema.session)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(eq(schema.session.userId, team.member.id));
    expect((await browser('GET', '/api/me')).status).toBe(401);
  });

  it('tells an account of no organisation that it may not', async () => {
    const account = { email: 'lonely@team.test', name: 'Lonely', password: 'a long enough password' };
    await ensureAccount(testDesk.desk.auth, testDesk.desk.db, account);
    const browser = await signIn(testDesk, account);
    expect(await browser('GET', '/api/me')).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
  });

  it.each([
    ['POST', '/api/auth/sign-up/email'],
    ['POST', '/api/auth/organization/create'],
    ['POST', '/api/auth/delete-user'],
    ['GET', '/api/auth/list-sessions'],
    ['GET', '/api/auth/sign-in/email'],
  ])('keeps %s %s closed', async (method, path) => {
    const body =
      method === 'POST' ? { email: 'new@team.test', name: 'New', password: 'a long enough password' } : undefined;
    expect((await browserOf(testDesk)(method, path, body)).status).toBe(404);
    expect((await (await signIn(testDesk, team.owner))(method, path, body)).status).toBe(404);
  });

  it('refuses to sign up in the library, too, should its route ever open', async () => {
    const { db, vault } = testDesk.desk;
    const auth = createAuth({ db, vault, url: DESK_URL });
    const body = { email: 'new@team.test', name: 'New', password: 'a long enough password' };
    await expect(auth.api.signUpEmail({ body })).rejects.toThrow(/sign up is not enabled/);
  });

  it('keeps passwords as salted scrypt hashes, which the tests alone replace by a quick one', async () => {
    const { db, vault } = testDesk.desk;
    const { password } = await createAuth({ db, vault, url: DESK_URL }).$context;
    const hash = await password.hash('a long enough password');
    const [salt = '', key] = hash.split(':');
    const scrypt = scryptSync('a long enough password', salt, 64, { N: 16_384, r: 16, maxmem: 2 ** 26 });
    expect(key).toBe(scrypt.toString('hex'));
    expect(salt).toMatch(/^[0-9a-f]{32}$/);
  });

  it('completes an account whose making was cut short', async () => {
    const { auth, db } = testDesk.desk;
    const account = { email: 'half@team.test', name: 'Half', password: 'a long enough password' };
    await db.insert(schema.user).values({ id: 'half-made', email: account.email, name: account.name });
    expect(await ensureAccount(auth, db, account)).toEqual({ id: 'half-made', isNew: true });
    expect(await ensureAccount(auth, db, { ...account, password: 'another password' })).toMatchObject({ isNew: false });
    await signIn(testDesk, account);
    await ensureAccount(auth, db, { ...account, password: 'another password' }, { resetPassword: true });
    await expect(signIn(testDesk, account)).rejects.toThrow('401');
  });

  describe('too often', () => {
    it('is refused for the address that tried, whatever it claims to be, and for no other', async () => {
      let address = '198.51.100.1';
      const limited = createTestDesk(database(), { signInAttempts: 3, clientAddress: () => address });
      const attempt = (headers?: Record<string, string>) =>
        browserOf(limited)(
          'POST',
          '/api/auth/sign-in/email',
          { email: team.owner.email, password: 'wrong one' },
          headers,
        );
      for (let n = 0; n < 3; n += 1) expect((await attempt()).status).toBe(401);
      const refused = await attempt({ 'x-forwarded-for': '1.2.3.4', 'x-convot-client-address': '1.2.3.4' });
      expect(refused).toMatchObject({ status: 429, json: { error: { code: 'too_many_requests' } } });
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
      address = '198.51.100.2';
      expect((await attempt()).status).toBe(401);
    });
  });
});
