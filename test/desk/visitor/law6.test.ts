import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES, type StartAnswer, type Ticket, VISITOR_ROUTES } from 'convot/protocol';
import { eq, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Hono } from 'hono';
import { beforeAll, expect, it } from 'vitest';
import { appRoutes } from '../../../desk/src/apps/index.js';
import { contactRoutes } from '../../../desk/src/contacts/index.js';
import { conversationRows, readConversations } from '../../../desk/src/conversations/index.js';
import { schema } from '../../../desk/src/database/index.js';
import { createLocalBus } from '../../../desk/src/events/index.js';
import type { ContactRow } from '../../../desk/wire/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp } from './stage.js';
import { openStream } from './streams.js';

const CANARY = 'cus_canary_4f1d';
const INTEGRATIONS = { stripe: { customerId: CANARY }, [`key_${CANARY}`]: [{ deep: CANARY }] };

eachDatabase('integrations are for Actions alone', (database) => {
  const published: string[] = [];
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    const bus = createLocalBus();
    const heard: typeof bus = {
      ...bus,
      publish(topic, message) {
        published.push(JSON.stringify([topic, message]));
        bus.publish(topic, message);
      },
    };
    stage = makeStage(database().db, heard);
    organisation = await stage.organisation();
    shop = await organisation.app();
    const { db } = database();
    organisation.agents.route('/api', appRoutes(stage.desk));
    const conversationsOf = async (appContactId: string) =>
      conversationRows(db, await readConversations(db, eq(schema.conversations.appContactId, appContactId)));
    organisation.agents.route('/api', contactRoutes({ db, conversationsOf }));
  });

  it('shows them in no answer, event, log line or table', async () => {
    const seen: string[] = [];
    const called = new Set<string>();
    const note = <T extends { text: string }>(route: string, answer: T): T => {
      called.add(route);
      seen.push(answer.text);
      return answer;
    };

    const payload = { userDetail: { id: 'u1', email: 'ada@example.com', plan: 'pro' }, integrations: INTEGRATIONS };
    const identity = await shop.token(payload);
    const guest = await shop.open();
    await stage.start(guest.credential, 'as a guest');
    const opened = note('POST /v1/apps/:app/sessions', await shop.tryOpen({ identity, guest: guest.credential }));
    const { credential } = opened.body;
    const visitor = async <T>(route: string, path: string, body?: unknown) =>
      note(route, await stage.call<T>(route.split(' ')[0] ?? '', path, { credential, body }));
    const agent = async <T>(route: string, path: string, body?: unknown) =>
      note(route, await organisation.api<T>(route.split(' ')[0] ?? '', path, body));
    const draft = () => ({ client_id: randomUUID(), text: 'Hello' });

    await visitor('GET /v1/apps/:app/settings', VISITOR_ROUTES.app(shop.id, 'settings'));
    const entries = [{ seq: 1, custom_data: { plan: 'pro' } }];
    await visitor('POST /v1/patches', VISITOR_ROUTES.patches, { lane: randomUUID(), trust: 'verified', entries });
    const started = await visitor<StartAnswer>('POST /v1/conversations', CHAT_ROUTES.conversations, {
      message: draft(),
    });
    const { id } = started.body.conversation;
    await visitor('POST /v1/conversations/:id/messages', CHAT_ROUTES.messages(id), draft());
    const ticket = await visitor<Ticket>('POST /v1/conversations/:id/ticket', CHAT_ROUTES.ticket(id), {
      subject: 'Broken',
    });

    await agent('GET /api/conversations', '/api/conversations');
    await agent('GET /api/conversations/:id', `/api/conversations/${id}`);
    await agent('POST /api/conversations/:id/messages', `/api/conversations/${id}/messages`, draft());
    await agent('POST /api/conversations/:id/read', `/api/conversations/${id}/read`);
    await agent('GET /api/tickets', '/api/tickets');
    await agent('PATCH /api/tickets/:id', `/api/tickets/${ticket.body.id}`, { status: 'solved' });
    const contacts = await agent<{ contacts: ContactRow[] }>('GET /api/contacts', '/api/contacts');
    await agent('GET /api/contacts/:id', `/api/contacts/${contacts.body.contacts[0]?.id}`);
    await agent('GET /api/apps', '/api/apps');
    await agent('POST /api/apps', '/api/apps', { name: 'Another' });
    await agent('PATCH /api/apps/:id', `/api/apps/${shop.id}`, { name: 'Shop' });
    await agent('POST /api/apps/:id/secrets/reveal', `/api/apps/${shop.id}/secrets/reveal`);
    await agent('POST /api/apps/:id/secrets/:kind/rotate', `/api/apps/${shop.id}/secrets/identity_key/rotate`);
    await agent('DELETE /api/apps/:id/secrets/:kind/previous', `/api/apps/${shop.id}/secrets/identity_key/previous`);
    await agent('GET /api/apps/:id/audit', `/api/apps/${shop.id}/audit`);

    await visitor('GET /v1/unread', VISITOR_ROUTES.unread);
    await visitor('GET /v1/conversations', CHAT_ROUTES.conversations);
    await visitor('GET /v1/conversations/:id/messages', CHAT_ROUTES.messages(id));
    await visitor('POST /v1/conversations/:id/read', CHAT_ROUTES.read(id), {});

    const live = { 'Last-Event-ID': '0' };
    const streams = [
      [
        'GET /v1/stream',
        await openStream(stage.visitors, '/v1/stream', { ...live, authorization: `Bearer ${credential}` }),
      ],
      ['GET /api/stream', await openStream(organisation.agents, '/api/stream', live)],
    ] as const;
    for (const [route, stream] of streams) {
      note(route, { text: JSON.stringify(await stream.events(6)) });
      await stream.leave();
    }
    await visitor('DELETE /v1/session', VISITOR_ROUTES.session);

    const refused = await shop.tryOpen({ identity: `${identity.slice(0, -4)}AAAA`, claim: { external_id: 'u1' } });
    seen.push(refused.text, ...stage.lines, ...published);

    expect([...called].sort()).toEqual([...routesOf(stage.visitors), ...routesOf(organisation.agents)].sort());
    expect(seen.filter((text) => text.includes(CANARY))).toEqual([]);
    expect(published.length).toBeGreaterThan(5);
    const tables = Object.values(schema).flatMap((table) => (is(table, PgTable) ? [table] : []));
    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables) {
      const rows = JSON.stringify(await database().db.select().from(table));
      expect([getTableName(table), rows.includes(CANARY)]).toEqual([getTableName(table), false]);
      if (table === schema.integrations) expect(rows).toContain('"sealed":"v1.');
    }
  });

  it('would see them if they were shown', async () => {
    const userDetail = { id: 'u2', leaked: CANARY };
    const { credential } = await shop.open({ identity: await shop.token({ userDetail }) });
    const { conversation } = await stage.start(credential);
    expect((await organisation.api('GET', `/api/conversations/${conversation.id}`)).text).toContain(CANARY);
  });
});

/** Each route as `METHOD /path`; middleware is none. */
function routesOf(routes: Pick<Hono, 'routes'>): Set<string> {
  return new Set(routes.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`));
}
