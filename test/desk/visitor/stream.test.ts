import { randomUUID } from 'node:crypto';
import type { Session } from 'convot/protocol';
import { beforeAll, expect, it, vi } from 'vitest';
import { createLocalBus } from '../../../desk/src/events/index.js';
import { visitorRoutes } from '../../../desk/src/visitor/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Organisation, type Stage, type StagedApp } from './stage.js';
import { openStream } from './streams.js';

eachDatabase('a session’s stream', (database) => {
  let stage: Stage;
  let organisation: Organisation;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    organisation = await stage.organisation();
    shop = await organisation.app();
  });

  const verified = async (claim = { external_id: randomUUID() }) => shop.open({ claim: await shop.signed(claim) });
  const follow = ({ credential }: Session, headers: Record<string, string> = {}) =>
    openStream(stage.visitors, '/v1/stream', { authorization: `Bearer ${credential}`, ...headers });
  const answer = (id: string, text: string) =>
    organisation.api('POST', `/api/conversations/${id}/messages`, { client_id: randomUUID(), text });

  it('is an event stream that nothing on its way holds back', async () => {
    const stream = await follow(await shop.open());
    expect(stream.response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('Cache-Control')).toBe('no-store, no-transform');
    expect(stream.response.headers.get('X-Accel-Buffering')).toBe('no');
    expect(stream.response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    await stream.leave();
  });

  it.each(['guest', 'unverified', 'verified'])('brings an agent’s answer to a %s', async (kind) => {
    const session =
      kind === 'guest'
        ? await shop.open()
        : kind === 'verified'
          ? await verified()
          : await shop.open({ claim: { external_id: randomUUID() } });
    const { conversation } = await stage.start(session.credential);
    const stream = await follow(session, { 'Last-Event-ID': '0' });
    await stream.events(2);
    await answer(conversation.id, 'How can I help?');
    const events = await stream.events(4);
    expect(events.map(({ data }) => data.type)).toEqual(['message', 'conversation', 'message', 'conversation']);
    expect(events[2]?.data).toMatchObject({
      message: { author: 'agent', author_name: 'Grace', text: 'How can I help?' },
    });
    expect(events[3]?.data).toMatchObject({ conversation: { unread: 1 } });
    await stream.leave();
  });

  it('goes on where it stopped, without loss or repetition', async () => {
    const session = await verified();
    const { conversation } = await stage.start(session.credential);
    const first = await follow(session, { 'Last-Event-ID': '0' });
    const seen = await first.events(2);
    await first.leave();
    await answer(conversation.id, 'while away');
    const second = await follow(session, { 'Last-Event-ID': seen.at(-1)?.id ?? '' });
    const events = await second.events(2);
    expect(events.map(({ id }) => id)).toEqual(['3', '4']);
    await second.leave();
  });

  it('can be resumed before its first event', async () => {
    const session = await verified();
    const { conversation } = await stage.start(session.credential);
    const first = await follow(session);
    await vi.waitFor(async () => {
      // Reading on is what brings the place.
      void first.events(1);
      expect(first.lastId()).toBe('2');
    });
    await answer(conversation.id, 'while away');
    const events = await (await follow(session, { 'Last-Event-ID': '2' })).events(2);
    expect(events[0]?.data).toMatchObject({ message: { text: 'while away' } });
    await first.leave();
  });

  it('says that there is a gap for a place it can’t go on from', async () => {
    for (const place of ['999', 'nonsense', '-1']) {
      const stream = await follow(await verified(), { 'Last-Event-ID': place });
      expect((await stream.events(1)).map(({ data }) => data)).toEqual([{ type: 'gap' }]);
      await stream.leave();
    }
  });

  it('shows a session nothing of another’s', async () => {
    const claim = { external_id: randomUUID() };
    const [owner, impostor, stranger] = [await verified(claim), await shop.open({ claim }), await verified()];
    await stage.start(owner.credential, 'private');
    for (const other of [impostor, stranger]) {
      const stream = await follow(other, { 'Last-Event-ID': '0' });
      const { conversation } = await stage.start(other.credential, 'mine');
      await answer(conversation.id, 'to you');
      const text = JSON.stringify(await stream.events(4));
      expect(text).toContain('to you');
      expect(text).not.toContain('private');
      await stream.leave();
    }
  });

  it('reaches every verified session of the person, and read marks reach the others', async () => {
    const claim = { external_id: randomUUID() };
    const [one, two] = [await verified(claim), await verified(claim)];
    const { conversation } = await stage.start(one.credential);
    const stream = await follow(two, { 'Last-Event-ID': '0' });
    await answer(conversation.id, 'Hello');
    await stage.call('POST', `/v1/conversations/${conversation.id}/read`, { credential: one.credential });
    const events = await stream.events(5);
    expect(events[4]?.data).toMatchObject({ type: 'conversation', conversation: { unread: 0 } });
    await stream.leave();
  });

  it('ends at once with its session, saying so, and leaves the person’s other sessions alone', async () => {
    const claim = { external_id: randomUUID() };
    const [one, two] = [await verified(claim), await verified(claim)];
    const streams = [await follow(one), await follow(two)] as const;
    await stage.call('DELETE', '/v1/session', { credential: one.credential });
    expect((await streams[0].rest()).map(({ data }) => data)).toEqual([{ type: 'session_ended' }]);
    expect((await follow(one)).response.status).toBe(401);
    await stage.start(two.credential);
    expect(await streams[1].events(1)).toHaveLength(1);
    await streams[1].leave();
  });

  it('ends for a guest whom a verified login took over', async () => {
    const guest = await shop.open();
    const stream = await follow(guest);
    await shop.open({ claim: await shop.signed({ external_id: randomUUID() }), guest: guest.credential });
    expect((await stream.rest()).map(({ data }) => data)).toEqual([{ type: 'session_ended' }]);
  });

  it('ends when the session expires, unless it was renewed', async () => {
    const id = randomUUID();
    const token = () => shop.token({ sub: id }, { lifetimeS: 60 });
    const session = await shop.open({ identity: await token() });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const stream = await follow(session);
      stage.pass(50_000);
      await shop.open({ identity: await token(), resume: session.credential });
      stage.pass(10_000);
      await vi.advanceTimersByTimeAsync(60_000);
      await stage.start(session.credential);
      expect(await stream.events(2)).toHaveLength(2);
      stage.pass(50_001);
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await stream.rest()).at(-1)?.data).toEqual({ type: 'session_ended' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends with the desk, saying nothing: the session is still open', async () => {
    const bus = createLocalBus();
    const routes = visitorRoutes({ ...stage.desk, bus });
    const { credential } = await verified();
    const stream = await openStream(routes, '/v1/stream', { authorization: `Bearer ${credential}` });
    bus.close();
    expect(await stream.rest()).toEqual([]);
  });

  it('leaves no listener behind', async () => {
    const listening = new Set<string>();
    const local = createLocalBus();
    const bus = {
      ...local,
      subscribe(topic: string, listener: Parameters<typeof local.subscribe>[1]) {
        const key = `${topic} ${randomUUID()}`;
        listening.add(key);
        const stop = local.subscribe(topic, listener);
        return () => {
          listening.delete(key);
          stop();
        };
      },
    };
    const routes = visitorRoutes({ ...stage.desk, bus });
    const { credential } = await verified();
    const stream = await openStream(routes, '/v1/stream', { authorization: `Bearer ${credential}` });
    await vi.waitFor(() => expect(listening.size).toBe(2));
    await stream.leave();
    await vi.waitFor(() => expect([...listening]).toEqual([]));
  });
});
