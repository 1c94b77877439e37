import { randomUUID } from 'node:crypto';
import { VISITOR_ROUTES } from 'convot/protocol';
import { eq, inArray } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import { integrationsPlace } from '../../../desk/src/identity/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage } from '../visitor/stage.js';

const { appContacts, contacts, signedIdentifiers } = schema;

eachDatabase('contacts of identities', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
  });

  const recordsOf = async (...handles: string[]) =>
    database().db.select().from(appContacts).where(inArray(appContacts.handle, handles));
  const contactsOf = async (...handles: string[]) => {
    const ids = (await recordsOf(...handles)).map(({ contactId }) => contactId);
    return database().db.select().from(contacts).where(inArray(contacts.id, ids));
  };

  it('makes one record of a new person however many open at once', async () => {
    const [one, two] = [await organisation.app(), await organisation.app()];
    const claim = { external_id: randomUUID() };
    const requests = await Promise.all(
      [one, two].flatMap((app) =>
        Array.from({ length: 6 }, async (_, turn) => {
          if (turn % 3 === 0) return { app, body: { claim } };
          if (turn % 3 === 1) return { app, body: { claim: await app.signed(claim) } };
          return { app, body: { identity: await app.token({ sub: claim.external_id }) } };
        }),
      ),
    );
    const sessions = await Promise.all(requests.map(({ app, body }) => app.open(body)));
    const handles = new Set(sessions.map(({ handle }) => handle));
    expect(handles.size).toBe(2);
    expect(await recordsOf(...handles)).toHaveLength(2);
    expect(await contactsOf(...handles)).toMatchObject([{ provisional: false }]);
  });

  it('shares a contact between apps by a signed identifier alone', async () => {
    const [one, two, three] = [await organisation.app(), await organisation.app(), await organisation.app()];
    const claim = { external_id: randomUUID(), email: `${randomUUID()}@example.com` };
    const first = await one.open({ claim: await one.signed(claim) });
    const joined = await two.open({ identity: await two.token({ userDetail: { id: claim.external_id } }) });
    const unproven = await three.open({ claim });
    const sameEmail = await three.open({ claim: { email: claim.email } });
    const signedEmail = await three.open({ claim: await three.signed({ email: claim.email }) });
    expect(await contactsOf(first.handle, joined.handle)).toHaveLength(1);
    expect(await contactsOf(first.handle, unproven.handle)).toHaveLength(2);
    expect(await contactsOf(first.handle, sameEmail.handle)).toHaveLength(2);
    expect(await contactsOf(first.handle, signedEmail.handle)).toHaveLength(2);
  });

  it('joins a record once its person is proven, and leaves no empty contact', async () => {
    const [one, two] = [await organisation.app(), await organisation.app()];
    const claim = { external_id: randomUUID() };
    const first = await one.open({ claim: await one.signed(claim) });
    const second = await two.open({ claim });
    const [provisional] = await contactsOf(second.handle);
    expect(provisional?.provisional).toBe(true);
    await two.open({ claim: await two.signed(claim) });
    expect(await contactsOf(first.handle, second.handle)).toHaveLength(1);
    const gone = await database()
      .db.select()
      .from(contacts)
      .where(eq(contacts.id, provisional?.id ?? ''));
    expect(gone).toEqual([]);
  });

  it('keeps an app’s own namespace apart, and organisations always', async () => {
    const [shared, own] = [await organisation.app(), await organisation.app({ own_namespace: true })];
    const elsewhere = await (await stage.organisation()).app();
    const claim = { external_id: randomUUID() };
    const sessions = [shared, own, elsewhere].map(async (app) => app.open({ claim: await app.signed(claim) }));
    const handles = (await Promise.all(sessions)).map(({ handle }) => handle);
    expect(new Set(handles).size).toBe(3);
    expect(await contactsOf(...handles)).toHaveLength(3);
  });

  it('follows an app that leaves the shared namespace and returns to it', async () => {
    const [one, two] = [await organisation.app(), await organisation.app()];
    const claim = { external_id: randomUUID() };
    const first = await one.open({ claim: await one.signed(claim) });
    const second = await two.open({ claim: await two.signed(claim) });
    const setOwn = (ownNamespace: boolean) =>
      database().db.update(schema.apps).set({ ownNamespace }).where(eq(schema.apps.id, two.id));
    await setOwn(true);
    await two.open({ claim: await two.signed(claim) });
    expect(await contactsOf(first.handle, second.handle)).toHaveLength(2);
    await setOwn(false);
    await two.open({ claim: await two.signed(claim) });
    expect(await contactsOf(first.handle, second.handle)).toHaveLength(1);
  });

  it('signs nothing for a claim without proof, in whichever mode', async () => {
    const before = await database().db.select().from(signedIdentifiers);
    for (const verification of ['off', 'optional', 'required'] as const) {
      const app = await organisation.app({ verification });
      await app.open({ claim: { external_id: randomUUID(), email: 'a@example.com' } });
    }
    expect(await database().db.select().from(signedIdentifiers)).toEqual(before);
  });

  it('keeps an unverified claim off the person’s record where verification is required', async () => {
    const app = await organisation.app({ verification: 'required' });
    const claim = { external_id: randomUUID(), email: 'spoof@example.com' };
    const verified = await app.open({ claim: await app.signed({ external_id: claim.external_id }) });
    const parked = await app.open({ claim });
    const [own, other] = [await recordsOf(verified.handle), await recordsOf(parked.handle)];
    expect(own[0]?.contactId).not.toBe(other[0]?.contactId);
    const stored = await database()
      .db.select()
      .from(schema.facts)
      .where(eq(schema.facts.appContactId, own[0]?.id ?? ''));
    expect(stored.map(({ value }) => value)).not.toContain('spoof@example.com');
  });

  it('seals integrations for their record, and forgets them with the token that has none', async () => {
    const app = await organisation.app();
    const integrations = { stripe: { customerId: 'cus_secret' } };
    const id = randomUUID();
    const session = await app.open({ identity: await app.token({ sub: id, integrations }) });
    const [record] = await recordsOf(session.handle);
    const place = record?.id ?? '';
    const read = () =>
      database().db.select().from(schema.integrations).where(eq(schema.integrations.appContactId, place));
    const [stored] = await read();
    expect(stored?.sealed).not.toContain('cus_secret');
    expect(JSON.parse(stage.desk.vault.open(stored?.sealed ?? '', integrationsPlace(place)))).toEqual(integrations);
    await app.open({ identity: await app.token({ sub: id }) });
    expect(await read()).toEqual([]);
  });

  it('knows no app of another name', async () => {
    for (const id of ['app_none', 'a%00b', '%27', 'x'.repeat(500)]) {
      const path = VISITOR_ROUTES.app('x', 'sessions').replace('/x/', `/${id}/`);
      expect((await stage.call('POST', path, { body: {} })).status).toBe(404);
    }
  });
});
