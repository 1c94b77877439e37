import { randomBytes, randomUUID } from 'node:crypto';
import { type IdentityPayload, sealToken, userHash } from 'convot/proof';
import {
  type Claim,
  type ErrorBody,
  type OpenRequest,
  type PushAnswer,
  type PushRequest,
  personOfClaim,
  type Session,
  type StartAnswer,
  VISITOR_ROUTES,
} from 'convot/protocol';
import { Hono } from 'hono';
import { createApp, secretsOf } from '../../../desk/src/apps/index.js';
import type { AgentEnv } from '../../../desk/src/auth/agent.js';
import { conversationRoutes } from '../../../desk/src/conversations/index.js';
import { type Db, schema } from '../../../desk/src/database/index.js';
import type { Desk } from '../../../desk/src/desk.js';
import { agentStreamRoutes, type Bus, createLocalBus } from '../../../desk/src/events/index.js';
import { answerErrors } from '../../../desk/src/http/errors.js';
import { createConnector } from '../../../desk/src/outgoing/index.js';
import { ticketRoutes } from '../../../desk/src/tickets/index.js';
import { createVault } from '../../../desk/src/vault/index.js';
import { visitorRoutes } from '../../../desk/src/visitor/index.js';
import type { App, VerificationMode } from '../../../desk/wire/index.js';

/** An answer that was read. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export interface Call {
  readonly credential?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export type Stage = ReturnType<typeof makeStage>;
export type Organisation = Awaited<ReturnType<Stage['organisation']>>;
export type StagedApp = Awaited<ReturnType<Organisation['app']>>;

/** A desk around a database, with a clock that tests set, reached without sockets. */
export function makeStage(db: Db, bus: Bus = createLocalBus()) {
  let now = Date.parse('2026-03-01T12:00:00.000Z');
  const lines: string[] = [];
  const desk: Desk = {
    db,
    vault: createVault(randomBytes(32).toString('hex')),
    bus,
    clock: () => new Date(now),
    connector: createConnector(),
    reach: 'public',
    model: null,
    mail: { sender: null, listener: () => null },
    jobs: { wake: () => undefined },
    log: (line) => void lines.push(line),
  };
  const visitors = visitorRoutes(desk);

  async function call<T>(
    method: string,
    path: string,
    { credential, body, headers, signal }: Call = {},
  ): Promise<Answer<T>> {
    const response = await visitors.request(path, {
      method,
      headers: {
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return read(response);
  }

  async function organisation() {
    const id = `org_${randomUUID()}`;
    const agent = { id: `user_${randomUUID()}`, name: 'Grace', email: `${randomUUID()}@agents.example` };
    await db.insert(schema.organization).values({ id, name: 'Acme', slug: id });
    await db.insert(schema.user).values(agent);
    const agents = new Hono<AgentEnv>();
    agents.use(async (c, next) => {
      c.set('agent', { user: agent, organisation: { id, name: 'Acme' }, role: 'owner' });
      await next();
    });
    agents.onError(answerErrors(desk.log));
    agents.route('/api', conversationRoutes(desk));
    agents.route('/api', ticketRoutes(desk));
    agents.route('/api', agentStreamRoutes(desk));

    async function api<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
      return read(await agents.request(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }));
    }

    async function app(settings: { verification?: VerificationMode; own_namespace?: boolean } = {}) {
      const actor = { userId: agent.id, organisationId: id };
      const made: App = await createApp(desk, actor, { name: 'Shop', identity_endpoint: '/api/identity', ...settings });
      const sessions = VISITOR_ROUTES.app(made.id, 'sessions');
      const tryOpen = (body: OpenRequest | Record<string, unknown>) =>
        call<Session & ErrorBody>('POST', sessions, { body });
      return {
        ...made,
        tryOpen,
        async open(body: OpenRequest | Record<string, unknown> = {}): Promise<Session> {
          const answer = await tryOpen(body);
          if (answer.status !== 201) throw new Error(`No session: ${answer.text}`);
          return answer.body;
        },
        /** The claim with the right hash, or with one over another text. */
        async signed(claim: Claim, text = personOfClaim(claim)?.value ?? ''): Promise<Claim> {
          const [secret] = await secretsOf(desk, made.id, 'verification_secret');
          return { ...claim, user_hash: await userHash(secret?.value ?? '', text) };
        },
        /** A token as the customer's endpoint seals it. */
        async token(payload: IdentityPayload, { lifetimeS = 3_600 } = {}): Promise<string> {
          const [key] = await secretsOf(desk, made.id, 'identity_key');
          const seconds = Math.floor(now / 1_000);
          return sealToken(payload, { key: key?.value ?? '', now: seconds, lifetime: lifetimeS });
        },
      };
    }
    return { id, agent, api, app, agents };
  }

  return {
    desk,
    lines,
    call,
    organisation,
    visitors,
    pass: (ms: number) => {
      now += ms;
    },
    now: () => new Date(now),
    push: (credential: string, body: PushRequest | Record<string, unknown>) =>
      call<PushAnswer & ErrorBody>('POST', VISITOR_ROUTES.patches, { credential, body }),
    async start(credential: string, text = 'Hello'): Promise<StartAnswer> {
      const body = { message: { client_id: randomUUID(), text } };
      return (await call<StartAnswer>('POST', '/v1/conversations', { credential, body })).body;
    },
  };
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: (text ? JSON.parse(text) : undefined) as T };
}

/** The facts of one root by key, as stored. */
export async function storedFacts(db: Db, root: string): Promise<Record<string, unknown>[]> {
  const rows = await db.select().from(schema.facts);
  return rows.filter((row) => row.root === root);
}
