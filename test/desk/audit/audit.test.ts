import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../../../desk/src/apps/index.js';
import { listAudit, recordAudit } from '../../../desk/src/audit/index.js';
import type { AuditPage } from '../../../desk/wire/audit.js';
import { eachDatabase } from '../support/database.js';
import { type Browser, createTeam, createTestDesk, signIn, type Team, type TestDesk } from '../support/desk.js';

eachDatabase('the audit log', (database) => {
  let testDesk: TestDesk;
  let team: Team;
  let owner: Browser;
  beforeAll(async () => {
    testDesk = createTestDesk(database());
    team = await createTeam(testDesk);
    owner = await signIn(testDesk, team.owner);
  });

  const read = async (path: string) => (await owner('GET', path)).json as AuditPage;
  const told = ({ entries }: AuditPage) => entries.map(({ what, detail, app }) => [what, detail, app?.name ?? null]);

  it('has looks at secrets, changes of apps, of Customer Context and of the plan, newest first', async () => {
    const path = `/api/apps/${team.app.id}`;
    const token = 'a-token-that-nobody-sees';
    let time = Date.now();
    const act: Browser = (...request) => {
      // Acts of one moment have no order.
      time += 1_000;
      testDesk.setTime(new Date(time));
      return owner(...request);
    };
    await act('POST', `${path}/secrets/reveal`);
    await act('PUT', '/api/plan', { plan: 'business', monthly_credits: 7 });
    await act('PUT', `${path}/lookup`, { show: 'Show Plan.' });
    await act('PUT', `${path}/lookup`, { token });
    await act('PUT', `${path}/lookup`, { token: `${token}-2` });
    await act('POST', `${path}/lookup/token/restore`);
    await act('DELETE', `${path}/lookup/token`);
    const log = await read('/api/audit');
    expect(told(log)).toEqual([
      ['lookup_secret_ended', 'token, all', 'Shop'],
      ['lookup_secret_restored', 'token', 'Shop'],
      ['lookup_secret_entered', 'token', 'Shop'],
      ['lookup_secret_entered', 'token', 'Shop'],
      ['lookup_changed', 'show', 'Shop'],
      ['plan_changed', 'plan, monthly_credits', null],
      ['secrets_revealed', null, 'Shop'],
      ['app_created', null, 'Shop'],
    ]);
    expect(new Set(log.entries.map(({ user }) => user))).toEqual(new Set(['Olive', '']));
    expect(JSON.stringify(log)).not.toContain(token);
    expect(told(await read(`${path}/audit`))).toEqual(told(log).filter(([what]) => what !== 'plan_changed'));
  });

  it('comes in pages, without a gap or a repetition also among entries of one moment', async () => {
    const { db } = testDesk.desk;
    const actor = { userId: team.owner.id, organisationId: team.organisationId };
    const app = await createApp(testDesk.desk, actor, { name: 'Busy' });
    const at = new Date();
    for (let n = 0; n < 120; n += 1) {
      await recordAudit(db, actor, { appId: app.id, what: 'lookup_tested', at: new Date(at.getTime() + (n % 3)) });
    }
    const { organisationId } = team;
    const pages: AuditPage[] = [];
    let after: string | undefined;
    do {
      const page = await listAudit(db, { organisationId, appId: app.id, after });
      pages.push(page);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(pages.map(({ entries }) => entries.length)).toEqual([50, 50, 21]);
    const entries = pages.flatMap((page) => page.entries);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(121);
    const times = entries.map((entry) => entry.at);
    expect(times).toEqual([...times].sort().reverse());
    const second = await read(`/api/apps/${app.id}/audit?after=${pages[0]?.next}`);
    expect(second).toEqual(pages[1]);
  });

  it('is the owner’s, of this organisation, and takes its own cursors alone', async () => {
    const member = await signIn(testDesk, team.member);
    expect((await member('GET', '/api/audit')).status).toBe(403);
    const stranger = await createTeam(testDesk);
    const other = await signIn(testDesk, stranger.owner);
    expect(told((await other('GET', '/api/audit')).json as AuditPage)).toEqual([['app_created', null, 'Shop']]);
    expect((await other('GET', `/api/apps/${team.app.id}/audit`)).status).toBe(404);
    for (const after of ['x', 'MQ', Buffer.from('1.2').toString('base64url')]) {
      expect(await owner('GET', `/api/audit?after=${after}`)).toMatchObject({
        status: 400,
        json: { error: { code: 'request_invalid' } },
      });
    }
  });
});
