import { chatwoot } from 'convot/adapters/chatwoot';
import { type BackendAdapter, ConvotError, type OpenRequest, type Patch, type Trust } from 'convot/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ChatwootServer, startChatwoot } from './server/index.js';

let server: ChatwootServer;
let enforcing: ChatwootServer;

beforeAll(async () => {
  [server, enforcing] = await Promise.all([startChatwoot(), startChatwoot({ isEnforced: true })]);
});

afterEach(() => {
  expect([...server.violations, ...enforcing.violations]).toEqual([]);
});

afterAll(() => Promise.all([server.stop(), enforcing.stop()]));

const adapterOf = ({ url, inbox }: ChatwootServer) => chatwoot({ url, inbox: inbox.identifier });

const signed = (external_id: string, { inbox }: ChatwootServer = server): OpenRequest => ({
  claim: { external_id, user_hash: inbox.hash(external_id) },
});

let people = 0;
const somebody = () => `user_${++people}`;

function push(adapter: BackendAdapter, credential: string, trust: Trust, ...patches: readonly Patch[]) {
  const entries = patches.map((custom_data, place) => ({ seq: place + 1, custom_data }));
  return adapter.push(credential, { lane: crypto.randomUUID(), trust, entries });
}

const attributes = (id: string, { inbox }: ChatwootServer = server) => inbox.contactBy(id)?.custom_attributes;

describe('a session', () => {
  test('with a right user_hash is verified, and its seat is marked so in Chatwoot', async () => {
    const id = somebody();
    const session = await adapterOf(server).open(signed(id));
    expect(session).toMatchObject({ trust: 'verified', origin: 'claim', handle: `external_id:${id}` });
    const seats = [...server.inbox.seats.values()].filter(({ contact }) => contact.identifier === id);
    expect(seats.map(({ isVerified }) => isVerified)).toEqual([true]);
  });

  test('with a wrong user_hash is refused as hash_invalid, and the person’s contact is not made', async () => {
    const id = somebody();
    const opened = adapterOf(server).open({ claim: { external_id: id, user_hash: 'a'.repeat(64) } });
    await expect(opened).rejects.toMatchObject({ code: 'hash_invalid' });
    expect(server.inbox.contactBy(id)).toBeUndefined();
  });

  test('is not called wrongly signed when Chatwoot is at fault', async () => {
    const id = somebody();
    server.mishaps.push({ on: 'createContact', status: 500 }, { on: 'createContact', status: 500 });
    await expect(adapterOf(server).open(signed(id))).rejects.toMatchObject({ code: 'internal' });
    server.mishaps.push({ on: 'updateContact', status: 500 });
    await expect(adapterOf(server).open(signed(id))).rejects.toMatchObject({ code: 'internal' });
    await expect(adapterOf(server).open(signed(id))).resolves.toMatchObject({ trust: 'verified' });
  });

  test('is verified by a hash over the email, whichever spelling was signed', async () => {
    for (const text of ['Ada@Example.com', 'ada@example.com']) {
      const claim = { email: 'Ada@Example.com', user_hash: server.inbox.hash(text) };
      const session = await adapterOf(server).open({ claim });
      expect(session).toMatchObject({ trust: 'verified', handle: 'email:ada@example.com' });
      expect(session.person.email).toBe('ada@example.com');
    }
  });

  test('goes on with its seat, and more trust makes a new one', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    const unproven = await adapter.open({ claim: { external_id: id } });
    const again = await adapter.open({ claim: { external_id: id }, resume: unproven.credential });
    expect(again.credential).toBe(unproven.credential);
    const proven = await adapter.open({ ...signed(id), resume: unproven.credential });
    expect(JSON.parse(proven.credential).source).not.toBe(JSON.parse(unproven.credential).source);
    const provenAgain = await adapterOf(server).open({ ...signed(id), resume: proven.credential });
    expect(provenAgain.credential).toBe(proven.credential);
  });

  test('of a deleted contact has ended, and is not resumed', async () => {
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({});
    server.inbox.seats.delete(JSON.parse(credential).source);
    await expect(adapter.unread(credential)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(push(adapter, credential, 'anonymous', { a: 1 })).rejects.toMatchObject({ code: 'session_ended' });
    expect((await adapter.open({ resume: credential })).credential).not.toBe(credential);
  });

  test('never joins contacts by email: a claim’s second identifier is an attribute', async () => {
    const [victim, thief] = [somebody(), somebody()];
    const email = `${victim}@example.com`;
    await adapterOf(server).open({ claim: { email } });
    const before = server.inbox.contactBy(email);
    await adapterOf(server).open({ claim: { ...signed(thief).claim, email } });
    expect(server.inbox.contactBy(thief)).toMatchObject({ email: null, custom_attributes: { claimed_email: email } });
    expect(server.inbox.contactBy(email)).toBe(before);
  });

  test('is not made of an identity token', async () => {
    const opened = adapterOf(server).open({ identity: 'a.b.c.d.e' });
    await expect(opened).rejects.toMatchObject({ code: 'token_invalid', reason: 'not_supported' });
  });

  test('is not read out of what is no credential', async () => {
    for (const credential of ['', 'null', '{}', '"x"', 'desk-credential']) {
      await expect(adapterOf(server).unread(credential)).rejects.toMatchObject({ code: 'session_ended' });
    }
  });
});

describe('an inbox that enforces identity validation', () => {
  test('has no guests and no unsigned claims', async () => {
    await expect(adapterOf(enforcing).open({})).rejects.toMatchObject({ code: 'forbidden' });
    const unsigned = adapterOf(enforcing).open({ claim: { external_id: somebody() } });
    await expect(unsigned).rejects.toMatchObject({ code: 'hash_invalid', reason: 'hash_missing' });
    const wrong = adapterOf(enforcing).open({ claim: { external_id: somebody(), user_hash: 'b'.repeat(64) } });
    await expect(wrong).rejects.toMatchObject({ code: 'hash_invalid' });
  });

  test('gets the proof with each change, and no credential holds it', async () => {
    const id = somebody();
    const adapter = adapterOf(enforcing);
    const { credential } = await adapter.open(signed(id, enforcing));
    await push(adapter, credential, 'verified', { plan: 'pro' });
    expect(attributes(id, enforcing)).toEqual({ plan: 'pro' });
    expect(credential).not.toContain(enforcing.inbox.hash(id));
  });
});

describe('patches', () => {
  test('are merged in Chatwoot, in order; a cleared key stays there without a value', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    const { credential } = await adapter.open(signed(id));
    await push(adapter, credential, 'verified', { plan: 'free', seats: 3, city: 'Turin' });
    await push(adapter, credential, 'verified', { plan: 'team', seats: null }, { plan: 'pro', empty: '' });
    expect(attributes(id)).toEqual({ plan: 'pro', seats: null, city: 'Turin', empty: '' });
  });

  test('of an unverified page never clear; that they overwrite is what fillBlanksOnly: false says', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({ claim: { external_id: id } });
    await push(adapter, credential, 'unverified', { plan: 'pro', seats: 3 }, { plan: 'late', seats: null });
    await push(adapter, credential, 'unverified', { plan: '', seats: null });
    expect(attributes(id)).toEqual({ plan: 'pro', seats: 3 });
    const stranger = await adapterOf(server).open({ claim: { external_id: id } });
    await push(adapterOf(server), stranger.credential, 'unverified', { plan: 'free' });
    expect(attributes(id)).toEqual({ plan: 'free', seats: 3 });
  });

  test('travel in one request, and none when nothing of them is acceptable', async () => {
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({ claim: { external_id: somebody() } });
    server.asked.length = 0;
    await push(adapter, credential, 'unverified', { a: 1 }, { b: 2 }, { c: 3 });
    expect(server.asked).toEqual(['updateContact']);
    await push(adapter, credential, 'unverified', { '': 1 }, {}, { gone: null });
    expect(server.asked).toEqual(['updateContact']);
  });

  test('never leave under less trust than they were accepted with', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({ claim: { external_id: id } });
    await expect(push(adapter, credential, 'verified', { a: 1 })).rejects.toMatchObject({ code: 'lane_mismatch' });
    expect(attributes(id)).toEqual({});
  });

  test('arrive as they are on a page whose library gave every object a toJSON', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'broken', configurable: true });
    try {
      const { credential } = await adapter.open({ claim: { external_id: id } });
      await push(adapter, credential, 'unverified', { plan: 'pro' });
    } finally {
      Reflect.deleteProperty(Object.prototype, 'toJSON');
    }
    expect(attributes(id)).toEqual({ plan: 'pro' });
  });
});

describe('an error', () => {
  test.each([
    [429, 'too_many_requests'],
    [503, 'internal'],
    [500, 'internal'],
    [422, 'request_invalid'],
    [413, 'too_large'],
  ])('of status %i is %s', async (status, code) => {
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({});
    server.mishaps.push({ on: 'updateContact', status });
    await expect(push(adapter, credential, 'anonymous', { a: 1 })).rejects.toMatchObject({ code });
  });

  test('says how long Chatwoot asked to wait', async () => {
    server.mishaps.push({ on: 'createContact', status: 429 });
    await expect(adapterOf(server).open({})).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  test('names neither the person nor the seat', async () => {
    const id = somebody();
    const adapter = adapterOf(server);
    const { credential } = await adapter.open({ claim: { external_id: id } });
    server.mishaps.push({ on: 'updateContact', status: 422 });
    const error = await push(adapter, credential, 'unverified', { a: 1 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConvotError);
    expect(`${(error as Error).message}`).not.toMatch(new RegExp(`${id}|${JSON.parse(credential).source}`));
  });

  test('is not_found for an inbox that is not there, offline for a Chatwoot that is not', async () => {
    await expect(chatwoot({ url: server.url, inbox: 'nowhere' }).settings()).rejects.toMatchObject({
      code: 'not_found',
    });
    const gone = await startChatwoot();
    await gone.stop();
    await expect(adapterOf(gone).open({})).rejects.toMatchObject({ code: 'offline' });
  });
});
