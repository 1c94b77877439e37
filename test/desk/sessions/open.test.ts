import { randomUUID } from 'node:crypto';
import type { Conversation, StreamEvent } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { endPreviousSecret, rotateSecret } from '../../../desk/src/apps/secrets.js';
import { schema } from '../../../desk/src/database/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp, storedFacts } from '../visitor/stage.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

eachDatabase('sessions', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const somebody = () => ({ external_id: randomUUID() });
  const conversations = async (credential: string) =>
    (await stage.call<{ conversations: Conversation[] }>('GET', '/v1/conversations', { credential })).body
      .conversations;
  const status = async (credential: string) => (await stage.call('GET', '/v1/unread', { credential })).status;

  /** Everything that an open could have written. */
  async function written() {
    const { contacts, appContacts, facts, signedIdentifiers, visitorSessions, integrations, events } = schema;
    const tables = [contacts, appContacts, facts, signedIdentifiers, visitorSessions, integrations, events];
    return Promise.all(
      tables.map((table) =>
        database()
          .db.select()
          .from(table as typeof contacts),
      ),
    );
  }

  it('opens a guest who is nobody', async () => {
    const session = await shop.open();
    expect(session).toMatchObject({
      trust: 'anonymous',
      origin: 'guest',
      unread: 0,
      person: { email: null, name: null },
    });
    expect(session.credential).toMatch(/^[\w-]{43}$/);
  });

  it('keeps no credential', async () => {
    const { credential } = await shop.open();
    const rows = await database().db.select().from(schema.visitorSessions);
    expect(JSON.stringify(rows)).not.toContain(credential);
  });

  it('takes a claim without proof as unverified, with a right hash as verified', async () => {
    const claim = { ...somebody(), email: 'Ada@Example.com' };
    const before = await shop.open({ claim });
    expect(before).toMatchObject({
      trust: 'unverified',
      origin: 'claim',
      person: { email: 'ada@example.com', name: null },
    });
    const after = await shop.open({ claim: await shop.signed(claim) });
    expect(after).toMatchObject({ trust: 'verified', origin: 'claim' });
    expect(after.handle).toBe(before.handle);
  });

  it('takes an email signed as the page gives it, or in lower case, as one and the same person', async () => {
    const email = `Ada.${randomUUID()}@Example.com`;
    const lower = email.toLowerCase();
    const asGiven = await shop.open({ claim: await shop.signed({ email: ` ${email} ` }, email) });
    const lowered = await shop.open({ claim: await shop.signed({ email }, lower) });
    expect(asGiven).toMatchObject({ trust: 'verified', person: { email: lower } });
    expect(lowered).toMatchObject({ trust: 'verified', handle: asGiven.handle });
    const named = (await storedFacts(database().db, 'claim')).filter(
      ({ value }) => String(value).toLowerCase() === lower,
    );
    expect(named).toMatchObject([{ key: 'email', value: lower, trust: 'verified' }]);
    const other = await shop.tryOpen({ claim: await shop.signed({ email }, email.toUpperCase()) });
    expect([other.status, other.body.error.code]).toEqual([401, 'hash_invalid']);
  });

  it('takes a token as verified and shows what it proves', async () => {
    const id = randomUUID();
    const identity = await shop.token({
      userDetail: { id, email: 'Ada@example.com', name: 'Ada Lovelace', plan: 'pro' },
    });
    const session = await shop.open({ identity });
    expect(session).toMatchObject({ trust: 'verified', origin: 'token' });
    expect(session.person).toEqual({ email: 'Ada@example.com', name: 'Ada Lovelace' });
    expect(session.handle).toBe((await shop.open({ claim: { external_id: id } })).handle);
  });

  it.each([
    ['a wrong hash', 401, 'hash_invalid', async () => ({ claim: { ...somebody(), user_hash: 'ab'.repeat(32) } })],
    ['a hash that is no hash', 401, 'hash_invalid', async () => ({ claim: { ...somebody(), user_hash: 'yes' } })],
    ['a broken token', 401, 'token_invalid', async () => ({ identity: 'a.b.c' })],
    [
      'a token and a wrong hash',
      401,
      'hash_invalid',
      async () => ({
        identity: await shop.token({ userDetail: { id: 'x1' } }),
        claim: { external_id: 'x1', user_hash: 'ab'.repeat(32) },
      }),
    ],
    [
      'a token and a claim of another person',
      409,
      'identity_conflict',
      async () => ({ identity: await shop.token({ userDetail: { id: 'x1' } }), claim: { external_id: 'x2' } }),
    ],
    [
      'a token and a signed claim of another person',
      409,
      'identity_conflict',
      async () => ({
        identity: await shop.token({ userDetail: { id: 'x1' } }),
        claim: await shop.signed({ external_id: 'x2' }),
      }),
    ],
  ] as const)('refuses %s and writes nothing', async (_, code, error, request) => {
    const before = await written();
    const answer = await shop.tryOpen(await request());
    expect(answer.status).toBe(code);
    expect(answer.body.error.code).toBe(error);
    expect(await written()).toEqual(before);
  });

  it('says why a token is refused', async () => {
    const identity = await shop.token({ userDetail: { id: 'x' } }, { lifetimeS: 60 });
    stage.pass(10 * 60_000);
    const { body } = await shop.tryOpen({ identity });
    expect(body.error).toMatchObject({ code: 'token_invalid', reason: 'expired' });
  });

  it('opens tokens and checks hashes with the former key too, while it lives', async () => {
    const app = await organisation.app();
    const request = {
      identity: await app.token({ userDetail: { id: 'x' } }),
      claim: await app.signed({ external_id: 'x' }),
    };
    await database().db.transaction(async (tx) => {
      await rotateSecret(stage.desk, tx, app.id, 'identity_key');
      await rotateSecret(stage.desk, tx, app.id, 'verification_secret');
    });
    expect((await app.open(request)).trust).toBe('verified');
    await database().db.transaction(async (tx) => {
      await endPreviousSecret(tx, app.id, 'identity_key');
      await endPreviousSecret(tx, app.id, 'verification_secret');
    });
    expect((await app.tryOpen({ identity: request.identity })).body.error.reason).toBe('wrong_key');
    expect((await app.tryOpen({ claim: request.claim })).body.error.code).toBe('hash_invalid');
  });

  it('ignores hashes where verification is off', async () => {
    const open = await organisation.app({ verification: 'off' });
    const claim = { ...somebody(), user_hash: 'ab'.repeat(32) };
    expect(await open.open({ claim })).toMatchObject({ trust: 'unverified' });
    expect(await open.open({ claim: await open.signed(somebody()) })).toMatchObject({ trust: 'unverified' });
  });

  it('parks an unverified claim on a handle of its own where verification is required', async () => {
    const strict = await organisation.app({ verification: 'required' });
    const claim = somebody();
    const parked = await strict.open({ claim });
    const again = await strict.open({ claim });
    const verified = await strict.open({ claim: await strict.signed(claim) });
    expect(parked.handle).toBe(again.handle);
    expect(parked.handle).not.toBe(verified.handle);
  });

  it('does not lend the trust of a nameless token to a claim', async () => {
    const claim = somebody();
    const named = await shop.open({ claim: await shop.signed(claim) });
    const nameless = await shop.open({ claim, identity: await shop.token({ userDetail: { plan: 'free' } }) });
    expect(nameless.trust).toBe('verified');
    expect(nameless.handle).not.toBe(named.handle);
  });

  it('never goes on with a nameless token’s session', async () => {
    const identity = await shop.token({ userDetail: { plan: 'free' } });
    const first = await shop.open({ identity });
    const second = await shop.open({ identity, resume: first.credential });
    expect(second.handle).not.toBe(first.handle);
  });

  it('ends a token’s session with its token, and asks for a fresh one well before', async () => {
    const session = await shop.open({ identity: await shop.token({ userDetail: somebody() }, { lifetimeS: 600 }) });
    expect(session.renew_after_s).toBe(480);
    stage.pass(599_000);
    expect(await status(session.credential)).toBe(200);
    stage.pass(2_000);
    expect(await status(session.credential)).toBe(401);
  });

  it('ends a claim’s session after a day, and a guest’s a month after the last visit', async () => {
    const claimed = await shop.open({ claim: somebody() });
    const guest = await shop.open();
    stage.pass(DAY_MS + 1);
    expect(await status(claimed.credential)).toBe(401);
    stage.pass(20 * DAY_MS);
    expect(await status(guest.credential)).toBe(200);
    stage.pass(20 * DAY_MS);
    expect(await status(guest.credential)).toBe(200);
    stage.pass(30 * DAY_MS + 1);
    expect(await status(guest.credential)).toBe(401);
  });

  it('goes on with the session of the same person, trust and origin alone', async () => {
    const claim = somebody();
    const first = await shop.open({ claim });
    expect((await shop.open({ claim, resume: first.credential })).credential).toBe(first.credential);
    expect((await shop.open({ claim: somebody(), resume: first.credential })).credential).not.toBe(first.credential);
    expect((await shop.open({ resume: first.credential })).credential).not.toBe(first.credential);
    const guest = await shop.open();
    expect((await shop.open({ resume: guest.credential })).credential).toBe(guest.credential);
    const other = await organisation.app();
    expect((await other.open({ resume: guest.credential })).credential).not.toBe(guest.credential);
  });

  it('gives a guest’s conversations to that guest’s own verified login', async () => {
    const guest = await shop.open();
    const bystander = await shop.open();
    const { conversation } = await stage.start(guest.credential, 'before login');
    await stage.start(bystander.credential, 'another guest’s');
    const member = await shop.open({ claim: await shop.signed(somebody()), guest: guest.credential });
    expect((await conversations(member.credential)).map(({ id }) => id)).toEqual([conversation.id]);
    expect(await status(guest.credential)).toBe(401);
    expect(await conversations(bystander.credential)).toHaveLength(1);
  });

  it('gives them once when several tabs log in at once', async () => {
    const guest = await shop.open();
    await stage.start(guest.credential);
    const claim = somebody();
    const held = await shop.open({ claim });
    const [one, two] = [held.credential, guest.credential];
    const signed = await shop.signed(claim);
    const brought = [{ resume: one, guest: two }, { guest: two }, { resume: two, guest: one }, { resume: one }];
    const tabs = await Promise.all(brought.map((credentials) => shop.open({ claim: signed, ...credentials })));
    for (const { credential } of tabs) expect(await conversations(credential)).toHaveLength(1);
    expect(await status(guest.credential)).toBe(401);
  });

  it('gives a guest’s conversations to no claim without proof', async () => {
    const guest = await shop.open();
    await stage.start(guest.credential);
    const claimed = await shop.open({ claim: somebody(), guest: guest.credential, resume: guest.credential });
    expect(await conversations(claimed.credential)).toEqual([]);
    expect(await conversations(guest.credential)).toHaveLength(1);
  });

  it.each(['optional', 'required'] as const)(
    'gives an unverified session’s conversations to the same person’s proof alone (%s)',
    async (verification) => {
      const app = await organisation.app({ verification });
      const claim = somebody();
      const unverified = await app.open({ claim });
      await stage.start(unverified.credential);
      const stranger = await app.open({ claim: await app.signed(somebody()), resume: unverified.credential });
      expect(await conversations(stranger.credential)).toEqual([]);
      expect(await status(unverified.credential)).toBe(200);
      const proven = await app.open({ claim: await app.signed(claim), resume: unverified.credential });
      expect(await conversations(proven.credential)).toHaveLength(1);
      expect(await status(unverified.credential)).toBe(401);
    },
  );

  it('leaves nothing of a guest who said nothing of himself', async () => {
    const guest = await shop.open();
    await stage.start(guest.credential);
    const { appContacts } = schema;
    await shop.open({ claim: await shop.signed(somebody()), guest: guest.credential });
    const rows = await database().db.select().from(appContacts).where(eq(appContacts.handle, guest.handle));
    expect(rows).toEqual([]);
  });

  it('closes a session, also one that had ended', async () => {
    const { credential } = await shop.open();
    expect((await stage.call('DELETE', '/v1/session', { credential })).status).toBe(200);
    expect(await status(credential)).toBe(401);
    expect((await stage.call('DELETE', '/v1/session', { credential })).status).toBe(200);
  });

  it('keeps a token’s fields whole, with what they replaced', async () => {
    const id = randomUUID();
    await shop.open({ identity: await shop.token({ userDetail: { id, plan: 'free', seats: '42', trial: true } }) });
    await shop.open({
      identity: await shop.token({ userDetail: { id, plan: 'pro', seats: '42', nested: { a: [1] } } }),
    });
    await shop.open({
      identity: await shop.token({ userDetail: { id, plan: 'pro', seats: '42', nested: { a: [1] } } }),
    });
    const facts = (await storedFacts(database().db, 'user_detail')).sort((a, b) => Number(a.place) - Number(b.place));
    const own = facts.filter((fact) => facts.find((one) => one.value === id)?.appContactId === fact.appContactId);
    expect(own.map(({ key, value, previous, trust, source }) => ({ key, value, previous, trust, source }))).toEqual([
      { key: 'id', value: id, previous: null, trust: 'verified', source: 'token' },
      { key: 'plan', value: 'pro', previous: 'free', trust: 'verified', source: 'token' },
      { key: 'seats', value: '42', previous: null, trust: 'verified', source: 'token' },
      { key: 'nested', value: { a: [1] }, previous: null, trust: 'verified', source: 'token' },
    ]);
  });

  it('keeps a token’s text that the database can’t hold out of it', async () => {
    const userDetail = { id: randomUUID(), 'a\0b': 'x\0y', lone: 'a\ud800b', __proto__: null, deep: nest(200) };
    const session = await shop.open({ identity: await shop.token({ userDetail }) });
    expect(session.trust).toBe('verified');
  });

  it('believes only the field that the hash signs', async () => {
    const claim = { ...somebody(), email: 'ceo@bigcorp.example' };
    await shop.open({ claim: await shop.signed(claim) });
    const facts = await storedFacts(database().db, 'claim');
    const trusts = facts
      .filter(({ value }) => Object.values(claim).includes(String(value)))
      .map(({ key, trust }) => [key, trust]);
    expect(Object.fromEntries(trusts)).toEqual({ external_id: 'verified', email: 'unverified' });
  });

  it('lets an unverified claim fill blanks of a claim and overwrite nothing', async () => {
    const claim = somebody();
    await shop.open({ claim: await shop.signed({ ...claim, email: 'mine@example.com' }) });
    await shop.open({ claim: { ...claim, email: 'spoof@example.com' } });
    const values = (await storedFacts(database().db, 'claim')).map(({ value }) => value);
    expect(values).toContain('mine@example.com');
    expect(values).not.toContain('spoof@example.com');
  });

  it('shows a verified claim what its own verified sessions left, and an unverified one nothing', async () => {
    const id = randomUUID();
    await shop.open({ identity: await shop.token({ userDetail: { id, email: 'ada@example.com', name: 'Ada' } }) });
    const verified = await shop.open({ claim: await shop.signed({ external_id: id }) });
    expect(verified.person).toEqual({ email: 'ada@example.com', name: 'Ada' });
    expect((await shop.open({ claim: { external_id: id } })).person).toEqual({ email: null, name: null });
  });

  it('tells the organisation that a contact’s context changed', async () => {
    await shop.open({ claim: somebody() });
    const rows = await database()
      .db.select()
      .from(schema.events)
      .where(eq(schema.events.scope, `org:${organisation.id}`));
    const last = rows.sort((a, b) => a.seq - b.seq).at(-1)?.payload as StreamEvent;
    expect(last).toMatchObject({ type: 'context' });
  });
});

function nest(depth: number): unknown {
  return depth === 0 ? 'end' : [nest(depth - 1)];
}
