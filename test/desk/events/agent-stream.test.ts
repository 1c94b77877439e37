import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES } from 'convot/protocol';
import { beforeAll, expect, it, vi } from 'vitest';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp } from '../visitor/stage.js';
import { openStream } from '../visitor/streams.js';

eachDatabase('the agents’ stream', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const follow = (of: Organisation, headers: Record<string, string> = {}) =>
    openStream(of.agents, '/api/stream', headers);

  it('tells all that happens in the organisation, as rows of a list', async () => {
    const stream = await follow(organisation, { 'Last-Event-ID': '0' });
    const claim = { external_id: randomUUID(), email: 'ada@example.com' };
    const { credential } = await shop.open({ claim: await shop.signed(claim) });
    const { conversation } = await stage.start(credential, 'Hello');
    await stage.push(credential, {
      lane: randomUUID(),
      trust: 'verified',
      entries: [{ seq: 1, custom_data: { plan: 'pro' } }],
    });
    await stage.call('POST', CHAT_ROUTES.ticket(conversation.id), { credential, body: { subject: 'Broken' } });
    await organisation.api('POST', `/api/conversations/${conversation.id}/read`);
    const events = (await stream.events(6)).map(({ data }) => data);
    expect(events.map(({ type }) => type)).toEqual([
      'context',
      'message',
      'context',
      'message',
      'ticket',
      'conversation',
    ]);
    expect(events[1]).toMatchObject({
      message: { text: 'Hello' },
      conversation: {
        id: conversation.id,
        unread: 1,
        contact: { email: 'ada@example.com', external_id: claim.external_id },
      },
    });
    expect(events[2]).toMatchObject({ app_contact_id: expect.any(String), contact_id: expect.any(String) });
    expect(events[4]).toMatchObject({ ticket: { subject: 'Broken', conversation_id: conversation.id } });
    expect(events[5]).toMatchObject({ conversation: { unread: 0 } });
    await stream.leave();
  });

  it('tells nothing of another organisation', async () => {
    const elsewhere = await stage.organisation();
    const app = await elsewhere.app();
    await stage.start((await shop.open()).credential, 'ours');
    const stream = await follow(elsewhere, { 'Last-Event-ID': '0' });
    await stage.start((await app.open()).credential, 'theirs');
    const text = JSON.stringify(await stream.events(1));
    expect(text).toContain('theirs');
    expect(text).not.toContain('ours');
    await stream.leave();
  });

  it('ends now and then, so that it is asked again who is signed in', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const stream = await follow(organisation);
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      expect(await stream.rest()).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
