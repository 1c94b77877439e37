import { randomUUID } from 'node:crypto';
import { CHAT_ROUTES, type ErrorBody, VISITOR_ROUTES } from 'convot/protocol';
import { beforeAll, expect, it } from 'vitest';
import { visitorRoutes } from '../../../desk/src/visitor/index.js';
import { eachDatabase } from '../support/database.js';
import { makeStage, type Stage, type StagedApp } from './stage.js';

const SHOP_ORIGIN = 'https://shop.example';

eachDatabase('the visitor’s routes', (database) => {
  let stage: Stage;
  let shop: StagedApp;
  beforeAll(async () => {
    stage = makeStage(database().db);
    shop = await (await stage.organisation()).app();
  });

  it('tells any page the app’s public settings, and lets browsers keep them for a while', async () => {
    const answer = await stage.call('GET', VISITOR_ROUTES.app(shop.id, 'settings'));
    expect(answer.body).toEqual({ name: 'Shop', identity_endpoint: '/api/identity' });
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('answers every preflight, allows the three headers, and never credentials', async () => {
    const paths = [
      VISITOR_ROUTES.app(shop.id, 'sessions'),
      VISITOR_ROUTES.patches,
      CHAT_ROUTES.messages(randomUUID()),
      CHAT_ROUTES.stream,
    ];
    for (const path of paths) {
      const headers = {
        Origin: SHOP_ORIGIN,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      };
      const answer = await stage.call('OPTIONS', path, { headers });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(answer.headers.get('Access-Control-Allow-Headers')).toBe('Authorization,Content-Type,Last-Event-ID');
      expect(answer.headers.get('Access-Control-Allow-Methods')).toBe('GET,POST,DELETE');
      expect(Number(answer.headers.get('Access-Control-Max-Age'))).toBeGreaterThan(0);
      expect(answer.headers.has('Access-Control-Allow-Credentials')).toBe(false);
    }
  });

  it('lets a foreign page read refusals, too, and lets nothing be stored', async () => {
    for (const path of [VISITOR_ROUTES.unread, '/v1/nothing', VISITOR_ROUTES.app('app_none', 'settings')]) {
      const answer = await stage.call<ErrorBody>('GET', path, { headers: { Origin: SHOP_ORIGIN } });
      expect(answer.body.error.code).toMatch(/^(session_ended|not_found)$/);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    }
  });

  it('needs a session for everything but settings and opening one', async () => {
    const id = randomUUID();
    const calls = [
      ['POST', VISITOR_ROUTES.patches],
      ['GET', VISITOR_ROUTES.unread],
      ['GET', CHAT_ROUTES.conversations],
      ['POST', CHAT_ROUTES.conversations],
      ['GET', CHAT_ROUTES.messages(id)],
      ['POST', CHAT_ROUTES.messages(id)],
      ['POST', CHAT_ROUTES.read(id)],
      ['POST', CHAT_ROUTES.ticket(id)],
      ['GET', CHAT_ROUTES.stream],
    ] as const;
    for (const [method, path] of calls) {
      for (const authorization of ['', 'Bearer', 'Bearer nobody', 'Basic bm9ib2R5', `Bearer ${'x'.repeat(500)}`]) {
        const answer = await stage.call<ErrorBody>(method, path, { headers: { authorization } });
        expect([path, answer.status, answer.body.error.code]).toEqual([path, 401, 'session_ended']);
      }
    }
  });

  it.each([
    ['no JSON', '{"claim":', 'application/json', 400, 'request_invalid'],
    ['nothing', '', 'application/json', 400, 'request_invalid'],
    ['another type', '{}', 'text/plain', 415, 'request_invalid'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'request_invalid'],
    ['too much', JSON.stringify({ claim: { email: 'x'.repeat(70_000) } }), 'application/json', 413, 'too_large'],
    ['an unusable claim', JSON.stringify({ claim: { external_id: {} } }), 'application/json', 400, 'claim_invalid'],
    ['another shape', JSON.stringify({ identity: 7 }), 'application/json', 400, 'request_invalid'],
    ['an array', '[]', 'application/json', 400, 'request_invalid'],
  ])('refuses %s by name', async (_, body, type, status, code) => {
    const answer = await stage.call<ErrorBody>('POST', VISITOR_ROUTES.app(shop.id, 'sessions'), {
      body,
      headers: { 'content-type': type },
    });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('xxx');
  });

  it('takes JSON of any spelling', async () => {
    for (const type of [
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
      'application/vnd.api+json',
    ]) {
      const answer = await stage.call('POST', VISITOR_ROUTES.app(shop.id, 'sessions'), {
        body: {},
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(201);
    }
  });

  it('answers not found for ids that can’t be any row’s', async () => {
    const { credential } = await shop.open();
    for (const id of ['1', 'a b', "'", '%00', randomUUID().slice(1)]) {
      const path = CHAT_ROUTES.messages('x').replace('/x/', `/${encodeURIComponent(id)}/`);
      const answer = await stage.call<ErrorBody>('GET', path, { credential });
      expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found']);
    }
  });

  it('says internal for its own faults, and tells the operator nothing of a person', async () => {
    const lines: string[] = [];
    const email = 'ada.secret@example.com';
    const broken = new Proxy(database().db, {
      get: (target, name) => {
        if (name === 'transaction') {
          return () => target.execute(`select '${email}' from nowhere`);
        }
        return Reflect.get(target, name);
      },
    });
    const routes = visitorRoutes({ ...stage.desk, db: broken, log: (line) => void lines.push(line) });
    const response = await routes.request(VISITOR_ROUTES.app(shop.id, 'sessions'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ claim: { email } }),
    });
    expect(response.status).toBe(500);
    expect(JSON.parse(await response.text()).error.code).toBe('internal');
    expect(lines).toHaveLength(1);
    expect(lines.join()).toContain('42P01');
    expect(lines.join()).not.toContain(email);
  });
});
