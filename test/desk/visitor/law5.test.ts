import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES, type Claim, KEYS_PER_CONTACT, type Session, VISITOR_ROUTES } from 'convot/protocol';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { schema } from '../../../desk/src/database/index.js';
import type { VerificationMode } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { type Answer, makeStage, type Organisation, type Stage, type StagedApp } from './stage.js';
import { openStream } from './streams.js';

/** What a contact may have been before the unverified visitor comes. */
const STATES = [
  'unknown',
  'known',
  'with values',
  'full',
  'cleared',
  'talking',
  'from a token',
  'claimed before',
] as const;
type State = (typeof STATES)[number];

const CLAIMS: readonly (readonly [VerificationMode, Claim])[] = [
  ['off', { external_id: 'user_1', email: 'ada@example.com' }],
  ['optional', { external_id: 'user_1' }],
  ['optional', { email: 'ada@example.com' }],
  ['required', { external_id: 'user_1', email: 'ada@example.com' }],
];

eachDatabase('a claim reveals nothing', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
  });

  const prove = async (app: StagedApp, claim: Claim) =>
    app.verification === 'off'
      ? app.open({ identity: await app.token(tokenOf(claim)) })
      : app.open({ claim: await app.signed(claim) });
  const write = (session: Session, values: Record<string, unknown>) =>
    stage.push(session.credential, {
      lane: randomUUID(),
      trust: session.trust,
      entries: [{ seq: 1, custom_data: values }],
    });

  const prepare: Record<State, (app: StagedApp, claim: Claim) => Promise<unknown>> = {
    unknown: async () => undefined,
    known: prove,
    'with values': async (app, claim) =>
      write(await prove(app, claim), { plan: 'pro', seats: 3, blank: '', flag: false }),
    full: async (app, claim) => write(await prove(app, claim), manyKeys()),
    async cleared(app, claim) {
      const session = await prove(app, claim);
      await write(session, { plan: 'pro', seats: 3 });
      await write(session, { plan: null, seats: null });
    },
    async talking(app, claim) {
      const session = await prove(app, claim);
      const { conversation } = await stage.start(session.credential, 'private');
      const said = { client_id: randomUUID(), text: 'for the owner alone' };
      await organisation.api('POST', `/api/conversations/${conversation.id}/messages`, said);
    },
    'from a token': async (app, claim) => app.open({ identity: await app.token(tokenOf(claim)) }),
    async 'claimed before'(app, claim) {
      const session = await app.open({ claim });
      await write(session, manyKeys());
      await stage.start(session.credential, 'mine');
    },
  };

  /** Everything an unverified visitor can do, and all that it is told. `meanwhile` is done by others in the middle. */
  async function visit(app: StagedApp, claim: Claim, meanwhile: () => Promise<unknown>): Promise<string> {
    const told: string[] = [];
    const note = <T>(answer: Answer<T>) => {
      told.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${answer.text}`);
      return answer.body;
    };
    const session = note(await app.tryOpen({ claim }));
    const { credential } = session;
    const call = async <T>(method: string, path: string, body?: unknown) =>
      note(await stage.call<T>(method, path, { credential, body }));
    const stream = await openStream(stage.visitors, CHAT_ROUTES.stream, {
      authorization: `Bearer ${credential}`,
      'Last-Event-ID': '0',
    });

    const lane = randomUUID();
    const entries = [
      { seq: 1, custom_data: { plan: 'free', seats: 1, blank: 'filled', flag: true, brand_new: 'x', bad: {} } },
      { seq: 2, custom_data: { plan: null, seats: '', k0: 1 } },
      { seq: 3, custom_data: manyKeys('mine') },
    ];
    await call('POST', VISITOR_ROUTES.patches, { lane, trust: 'unverified', entries });
    await call('POST', VISITOR_ROUTES.patches, { lane, trust: 'unverified', entries });
    await call('POST', VISITOR_ROUTES.patches, { lane: randomUUID(), trust: 'verified', entries });
    await call('GET', VISITOR_ROUTES.unread);
    await call('GET', CHAT_ROUTES.conversations);
    await meanwhile();
    const message = { client_id: randomUUID(), text: 'Hello' };
    const { conversation } = await call<{ conversation: { id: string } }>('POST', CHAT_ROUTES.conversations, {
      message,
    });
    await call('POST', CHAT_ROUTES.messages(conversation.id), { client_id: randomUUID(), text: 'Again' });
    await organisation.api('POST', `/api/conversations/${conversation.id}/messages`, {
      client_id: randomUUID(),
      text: 'Yes?',
    });
    await call('GET', VISITOR_ROUTES.unread);
    await call('GET', CHAT_ROUTES.messages(conversation.id));
    await call('POST', CHAT_ROUTES.read(conversation.id), {});
    await call('POST', CHAT_ROUTES.ticket(conversation.id), { subject: 'Broken', email: 'typed@example.com' });
    await call('GET', CHAT_ROUTES.conversations);
    note(await app.tryOpen({ claim, resume: credential }));
    note(await app.tryOpen({ claim: { ...claim, email: 'other@example.com' } }));
    for (const { id, data } of await stream.events(9)) told.push(`${id} ${JSON.stringify(sorted(data))}`);
    await call('DELETE', VISITOR_ROUTES.session);
    await call('GET', VISITOR_ROUTES.unread);
    for (const { id, data } of (await stream.rest()).slice(9)) told.push(`${id} ${JSON.stringify(sorted(data))}`);
    return masked(told.join('\n'));
  }

  const forget = async () => {
    await database().db.delete(schema.conversations);
    await database().db.delete(schema.contacts).where(eq(schema.contacts.organisationId, organisation.id));
  };

  it.each(CLAIMS)('whatever the contact is (%s, %j)', async (verification, claim) => {
    const app = await organisation.app({ verification });
    const stories = new Map<string, State[]>();
    for (const state of STATES) {
      await forget();
      await prepare[state](app, claim);
      const meanwhile = async () => {
        if (state === 'unknown') return;
        const owner = await prove(app, claim);
        await write(owner, { plan: 'changed', another: 1 });
        await stage.start(owner.credential, 'private');
      };
      const story = await visit(app, claim, meanwhile);
      stories.set(story, [...(stories.get(story) ?? []), state]);
      expect(story).not.toMatch(/private|for the owner|Lovelace|too_many_keys|changed/);
    }
    expect([...stories.values()]).toEqual([[...STATES]]);
  });

  it('is a test that sees a difference where there is one', async () => {
    const app = await organisation.app();
    const stories = [];
    for (const email of ['ada@example.com', 'ida@example.com']) {
      await forget();
      stories.push(await visit(app, { email }, async () => undefined));
    }
    expect(stories[0]).not.toBe(stories[1]);
  });
});

function tokenOf(claim: Claim) {
  const { external_id, email } = claim;
  return {
    userDetail: { ...(external_id && { id: external_id }), ...(email && { email }), name: 'Ada Lovelace', plan: 'pro' },
  };
}

function manyKeys(prefix = 'k'): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: KEYS_PER_CONTACT }, (_, place) => [`${prefix}${place}`, place]));
}

/** Random ids and credentials become numbers in the order of their coming; handles are no random and stay. */
function masked(text: string): string {
  const names = new Map<string, string>();
  const name = (found: string) => {
    if (!names.has(found)) names.set(found, `#${names.size}`);
    return names.get(found) ?? '';
  };
  return text
    .replace(/"credential":"([\w-]+)"/g, (_, credential) => `"credential":"${name(credential)}"`)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, name);
}

/** Events read from the log have their keys in the database's order, live ones in ours. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
