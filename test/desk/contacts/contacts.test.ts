import { randomUUID } from 'node:crypto';
import type { CustomerContext, Trust } from 'convot/protocol';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../desk/src/apps/index.js';
import { contactLabel, contactLabels, listContacts, loadContext } from '../../../desk/src/contacts/index.js';
import { type Db, schema } from '../../../desk/src/database/index.js';
import type { ContactProfile } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { type Browser, createTeam, createTestDesk, signIn, type Team, type TestDesk } from '../support/desk.js';

type FactInsert = Omit<typeof schema.facts.$inferInsert, 'appContactId'>;

const AT = new Date('2026-05-01T10:00:00.000Z');
const LATER = new Date('2026-05-02T10:00:00.000Z');

const claim = (key: string, value: unknown, trust: Trust, more: Partial<FactInsert> = {}): FactInsert => ({
  root: 'claim',
  key,
  value,
  source: 'identify',
  trust,
  at: AT,
  ...more,
});
const detail = (key: string, value: unknown, more: Partial<FactInsert> = {}): FactInsert => ({
  root: 'user_detail',
  key,
  value,
  source: 'token',
  trust: 'verified',
  at: AT,
  ...more,
});
const custom = (key: string, value: unknown, more: Partial<FactInsert> = {}): FactInsert => ({
  root: 'custom_data',
  key,
  value,
  source: 'identify',
  trust: 'unverified',
  at: AT,
  ...more,
});

eachDatabase('contacts', (database) => {
  let testDesk: TestDesk;
  let team: Team;
  let strangers: Team;
  let member: Browser;
  let db: Db;
  beforeAll(async () => {
    testDesk = createTestDesk(database());
    team = await createTeam(testDesk);
    strangers = await createTeam(testDesk);
    member = await signIn(testDesk, team.member);
    db = testDesk.desk.db;
  });

  /** Writes a contact as the desk's other rooms would. */
  async function contactOf(organisationId: string): Promise<string> {
    const [row] = await db.insert(schema.contacts).values({ organisationId, provisional: false }).returning();
    return row?.id ?? '';
  }

  async function recordOf(
    contactId: string,
    appId: string,
    facts: readonly FactInsert[] = [],
    more: Partial<typeof schema.appContacts.$inferInsert> = {},
  ): Promise<string> {
    const values = { appId, contactId, handle: randomUUID(), trust: 'verified' as const, ...more };
    const [row] = await db.insert(schema.appContacts).values(values).returning();
    const appContactId = row?.id ?? '';
    if (facts.length > 0) await db.insert(schema.facts).values(facts.map((fact) => ({ ...fact, appContactId })));
    return appContactId;
  }

  /** Another app of the team. */
  async function make(name: string): Promise<string> {
    const { id } = await createApp(testDesk.desk, { userId: null, organisationId: team.organisationId }, { name });
    return id;
  }

  const newRecord = async (...facts: FactInsert[]) =>
    recordOf(await contactOf(team.organisationId), team.app.id, facts);

  describe('have a context', () => {
    it('with each value’s source, trust, time and former value', async () => {
      const id = await newRecord(
        claim('external_id', 'user_123', 'verified'),
        claim('email', 'ada@example.com', 'unverified'),
        detail('plan', 'pro', { place: 1, previous: 'free', at: LATER }),
        detail('address', { city: 'London', lines: ['1', '2'] }, { place: 2 }),
        custom('order_count', 42, { place: 2, previous: 41, trust: 'verified' }),
        custom('shop', 'acme.myshopify.com', { place: 1 }),
      );
      const provenance = { trust: 'verified' as const, at: AT.toISOString() };
      expect(await loadContext(db, id)).toEqual({
        email: { value: 'ada@example.com', source: 'identify', trust: 'unverified', at: AT.toISOString() },
        name: null,
        external_id: { value: 'user_123', source: 'identify', ...provenance },
        user_detail: [
          { key: 'plan', value: 'pro', source: 'token', trust: 'verified', at: LATER.toISOString(), previous: 'free' },
          { key: 'address', value: { city: 'London', lines: ['1', '2'] }, source: 'token', ...provenance },
        ],
        custom_data: [
          { key: 'shop', value: 'acme.myshopify.com', source: 'identify', trust: 'unverified', at: AT.toISOString() },
          { key: 'order_count', value: 42, source: 'identify', ...provenance, previous: 41 },
        ],
      } satisfies CustomerContext);
    });

    it('whose header prefers the token to a proven claim, and that to an unproven one', async () => {
      const unproven = claim('email', 'claimed@example.com', 'unverified', { at: LATER });
      const token = detail('email', 'token@example.com');
      const email = async (...facts: FactInsert[]) => (await loadContext(db, await newRecord(...facts))).email;
      expect(await email(unproven)).toMatchObject({ value: 'claimed@example.com', trust: 'unverified' });
      expect(await email({ ...unproven, trust: 'verified' })).toMatchObject({ trust: 'verified', source: 'identify' });
      expect(await email(unproven, token)).toMatchObject({ value: 'token@example.com', source: 'token' });
      expect(await email({ ...unproven, trust: 'verified' }, token)).toMatchObject({ value: 'token@example.com' });
      expect(await email()).toBeNull();
    });

    it('that repeats email and name in no table, but hides no field that the header can’t show', async () => {
      const shown = await loadContext(
        db,
        await newRecord(detail('email', 'a@b.example'), detail('name', 'Ada'), detail('id', 7), custom('name', 'Shop')),
      );
      expect(shown.name).toMatchObject({ value: 'Ada', source: 'token' });
      expect(shown.user_detail.map(({ key }) => key)).toEqual(['id']);
      expect(shown.custom_data.map(({ key }) => key)).toEqual(['name']);

      const odd = await loadContext(
        db,
        await newRecord(detail('email', ['x']), detail('name', ''), detail('external_id', 'not the person')),
      );
      expect([odd.email, odd.name, odd.external_id]).toEqual([null, null, null]);
      expect(odd.user_detail.map(({ key }) => key).sort()).toEqual(['email', 'external_id', 'name']);
    });

    it('without cleared keys, and with an empty text as a value', async () => {
      const id = await newRecord(custom('plan', null, { previous: 'pro' }), custom('note', '', { place: 1 }));
      expect((await loadContext(db, id)).custom_data.map(({ key, value }) => [key, value])).toEqual([['note', '']]);
    });

    it('without integrations, whatever is stored of them', async () => {
      const id = await newRecord(detail('plan', 'pro'));
      const sealed = testDesk.desk.vault.seal('{"stripe":{"customerId":"cus_123"}}', `integrations/${id}`);
      await db.insert(schema.integrations).values({ appContactId: id, sealed });
      const text = JSON.stringify(await loadContext(db, id));
      expect(text).not.toContain('integrations');
      expect(text).not.toContain('stripe');
      expect(text).not.toContain(sealed);
    });

    it('that a transaction can read before it is committed', async () => {
      const id = await newRecord();
      const context = await db.transaction(async (tx) => {
        await tx.insert(schema.facts).values({ ...custom('plan', 'pro'), appContactId: id });
        return loadContext(tx, id);
      });
      expect(context.custom_data).toHaveLength(1);
    });
  });

  it('have a label for rows and headers, many in one go', async () => {
    const ada = await newRecord(
      detail('email', 'ada@example.com'),
      detail('name', 'Ada'),
      claim('external_id', 'u1', 'verified'),
    );
    const nobody = await newRecord();
    const labels = await contactLabels(db, [ada, nobody, ada, randomUUID()]);
    expect([...labels.keys()].sort()).toEqual([ada, nobody].sort());
    expect(labels.get(ada)).toEqual({
      app_contact_id: ada,
      contact_id: expect.any(String),
      email: 'ada@example.com',
      name: 'Ada',
      external_id: 'u1',
      trust: 'verified',
    });
    expect(await contactLabel(db, nobody)).toMatchObject({ email: null, name: null, external_id: null });
    expect(await contactLabel(db, randomUUID())).toBeNull();
    expect(await contactLabels(db, [])).toEqual(new Map());
  });

  describe('are listed', () => {
    it('last seen first, page by page, each once, also when many were seen in the same moment', async () => {
      const crowd = await createTeam(testDesk);
      const values = Array.from({ length: 120 }, () => ({ organisationId: crowd.organisationId }));
      const ids = (await db.insert(schema.contacts).values(values).returning()).map(({ id }) => id);
      await db
        .insert(schema.appContacts)
        .values(
          ids.map((contactId) => ({ contactId, appId: crowd.app.id, handle: contactId, trust: 'verified' as const })),
        );
      // Three at a time share their moment; moments lie a microsecond apart.
      await db.execute(sql`
        update app_contacts set last_seen_at = ${AT.toISOString()}::timestamptz + (nth / 3) * interval '1 microsecond'
        from (select id, row_number() over (order by id) - 1 as nth from app_contacts where app_id = ${crowd.app.id}) numbered
        where numbered.id = app_contacts.id`);
      const inOrder = await db.execute(sql`
        select contact_id as id from app_contacts where app_id = ${crowd.app.id} order by last_seen_at desc, contact_id desc`);
      const seen: string[] = [];
      let after: string | undefined;
      const sizes: number[] = [];
      do {
        const page = await listContacts(db, crowd.organisationId, after === undefined ? {} : { after });
        sizes.push(page.contacts.length);
        seen.push(...page.contacts.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(sizes).toEqual([50, 50, 20]);
      expect(seen).toEqual(inOrder.map(({ id }) => id));
      expect([...seen].sort()).toEqual([...ids].sort());
    });

    it('once for all of their apps, with the best of what is known', async () => {
      const other = await make('Other');
      const contact = await contactOf(team.organisationId);
      const mark = randomUUID();
      await recordOf(contact, team.app.id, [claim('email', `${mark}@claimed.example`, 'unverified')], {
        trust: 'unverified',
        lastSeenAt: LATER,
      });
      await recordOf(contact, other, [detail('email', `${mark}@token.example`), detail('name', 'Ada')], {
        lastSeenAt: AT,
      });
      const { contacts } = await listContacts(db, team.organisationId, { q: mark });
      expect(contacts).toEqual([
        {
          id: contact,
          email: `${mark}@token.example`,
          name: 'Ada',
          external_id: null,
          trust: 'verified',
          provisional: false,
          last_seen_at: LATER.toISOString(),
          apps: [
            { id: team.app.id, name: 'Shop' },
            { id: other, name: 'Other' },
          ],
        },
      ]);
    });

    it('under what was proven in one app rather than what was claimed later in another', async () => {
      const other = await make('Claims');
      const contact = await contactOf(team.organisationId);
      const mark = randomUUID();
      await recordOf(contact, team.app.id, [claim('email', `${mark}@proven.example`, 'verified', { at: AT })]);
      await recordOf(contact, other, [claim('email', `${mark}@claimed.example`, 'unverified', { at: LATER })]);
      const { contacts } = await listContacts(db, team.organisationId, { q: mark });
      expect(contacts.map(({ email }) => email)).toEqual([`${mark}@proven.example`]);
    });

    it('by parts of email, name and external id in any case, and by nothing else', async () => {
      const mark = randomUUID().slice(0, 8);
      const id = await contactOf(team.organisationId);
      await recordOf(id, team.app.id, [
        claim('email', `${mark}.ada@example.com`, 'unverified'),
        claim('external_id', `${mark}_100%`, 'unverified'),
        detail('name', `${mark} Ädä`),
        detail('plan', `${mark}-plan`),
        custom('name', `${mark}-custom`),
      ]);
      const found = async (q: string) =>
        (await listContacts(db, team.organisationId, { q })).contacts.map((row) => row.id);
      for (const q of [`${mark}.ADA@`, `${mark}_100%`, ` ${mark} ÄD `, mark.toUpperCase()])
        expect(await found(q)).toEqual([id]);
      for (const q of [`${mark}-plan`, `${mark}-custom`, `${mark}_1_0`, `${mark}%`]) expect(await found(q)).toEqual([]);
    });

    it('to their own organisation alone', async () => {
      const mark = randomUUID();
      await recordOf(await contactOf(strangers.organisationId), strangers.app.id, [
        claim('external_id', mark, 'verified'),
      ]);
      expect((await listContacts(db, team.organisationId, { q: mark })).contacts).toEqual([]);
      expect((await listContacts(db, strangers.organisationId, { q: mark })).contacts).toHaveLength(1);
    });

    it.each(['nonsense', Buffer.from('1.x').toString('base64url'), '%00'])('not from the cursor %j', async (after) => {
      const answer = await member('GET', `/api/contacts?after=${after}`);
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'request_invalid' } } });
    });
  });

  describe('have a profile', () => {
    it('with one block per app, whose custom data stay apart', async () => {
      const second = await make('Second');
      const contact = await contactOf(team.organisationId);
      const first = await recordOf(contact, team.app.id, [custom('plan', 'pro')]);
      await recordOf(contact, second, [custom('plan', 'free')]);
      const [conversation] = await db
        .insert(schema.conversations)
        .values({ appId: team.app.id, appContactId: first })
        .returning();
      const profile = (await member('GET', `/api/contacts/${contact}`)).json as ContactProfile;
      expect(profile.contact.id).toBe(contact);
      expect(
        profile.apps.map(({ app, context, conversations }) => [
          app.name,
          context.custom_data.map(({ value }) => value),
          conversations.map(({ id }) => id),
        ]),
      ).toEqual([
        ['Shop', ['pro'], [conversation?.id]],
        ['Second', ['free'], []],
      ]);
    });

    it('for their own organisation alone, and only by an id', async () => {
      const foreign = await contactOf(strangers.organisationId);
      await recordOf(foreign, strangers.app.id);
      for (const id of [foreign, randomUUID(), 'nonsense', '%00']) {
        expect((await member('GET', `/api/contacts/${id}`)).status).toBe(404);
      }
    });
  });
});
