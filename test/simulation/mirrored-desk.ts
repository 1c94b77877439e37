import { sealToken, userHash } from 'convot/proof';
import type { Values } from 'convot/protocol';
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { schema } from '../../desk/src/database/index.js';
import type { TestDesk } from '../desk/support/desk.js';
import type { MakeBackend } from './backends.js';
import { type BackendAnswer, type BackendRequest, createModelDesk, type ModelFaults, modelHash } from './model-desk.js';
import type { Human } from './people.js';

/** A real app on a real desk, and its secrets. */
export interface RealApp {
  readonly testDesk: TestDesk;
  readonly id: string;
  readonly identityKey: string;
  readonly verificationSecret: string;
}

interface SessionBody {
  readonly credential: string;
  readonly handle: string;
  readonly [field: string]: unknown;
}

/**
 * The real desk over SQL, with the model beside it: both get every request, the page gets the desk's answer, and each
 * answer that differs is told. So the oracle, which watches the model, judges the desk too.
 *
 * @param faults - of the model, to see that a difference is noticed.
 */
export function mirroredDesk(
  { testDesk, id, identityKey, verificationSecret }: RealApp,
  faults: ModelFaults = {},
): MakeBackend {
  return async ({ now, onApply, identityEndpoint, run }) => {
    const model = createModelDesk({ now, onApply, identityEndpoint, faults, run });
    const { db } = testDesk.desk;
    /** What the desk calls each thing, and what the model calls it: credentials, handles, tokens, hashes. */
    const twins = new Map<string, string>();
    const humans = new Map<string, Human>();
    const secrets = new Set<string>();
    const differences: string[] = [];

    async function ask({ method, path, credential, body }: BackendRequest): Promise<BackendAnswer> {
      testDesk.setTime(new Date(now()));
      const response = await testDesk.http.request(`https://desk.test${path.replace(/(?<=^\/v1\/apps\/)[^/]+/, id)}`, {
        method,
        headers: {
          ...(credential !== null && { authorization: `Bearer ${credential}` }),
          ...(body !== null && { 'content-type': 'application/json' }),
        },
        ...(body !== null && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    }

    /** The same request in the model's words. */
    function translated(request: BackendRequest): BackendRequest {
      const text = JSON.stringify(request, (_, value) =>
        typeof value === 'string' ? (twins.get(value) ?? value) : value,
      );
      return JSON.parse(text);
    }

    function learn(desk: SessionBody, modelled: SessionBody): void {
      twins.set(desk.credential, modelled.credential);
      const known = twins.get(desk.handle);
      if (known !== undefined && known !== modelled.handle) differences.push('two persons have one handle');
      twins.set(desk.handle, modelled.handle);
      for (const secret of [desk.credential, desk.handle]) secrets.add(secret);
    }

    function compare(request: BackendRequest, desk: BackendAnswer, modelled: BackendAnswer): void {
      if (desk.status === 201 && modelled.status === 201) learn(desk.body as SessionBody, modelled.body as SessionBody);
      const [one, other] = [desk, modelled].map(comparable);
      if (one !== other) differences.push(`${request.method} ${request.path}: the desk ${one}, the model ${other}`);
    }

    function comparable({ status, body }: BackendAnswer): string {
      const { person: _, credential, handle, error, ...rest } = (body ?? {}) as Record<string, unknown>;
      const named = [credential, handle].map((name) => twins.get(String(name)) ?? name);
      return JSON.stringify([status, named, rest, (error as { code?: string } | undefined)?.code]);
    }

    async function stored(handle: string): Promise<Values> {
      const { appContacts, facts } = schema;
      const rows = await db
        .select({ key: facts.key, value: facts.value })
        .from(facts)
        .innerJoin(appContacts, eq(appContacts.id, facts.appContactId))
        .where(
          and(
            eq(appContacts.appId, id),
            eq(appContacts.handle, handle),
            eq(facts.root, 'custom_data'),
            // What a cleared key leaves is its provenance alone.
            isNotNull(facts.value),
          ),
        );
      return Object.fromEntries(rows.map(({ key, value }) => [key, value as number]));
    }

    return {
      secrets,
      backend: {
        async handle(request) {
          const modelled = await model.handle(translated(request));
          if (request.path.endsWith('/settings')) return modelled;
          const answer = await ask(request);
          compare(request, answer, modelled);
          return answer;
        },
      },
      notary: {
        async hash(text) {
          const hash = await userHash(verificationSecret, text);
          twins.set(hash, modelHash(text));
          return hash;
        },
        async token(human, lifetime) {
          const seconds = Math.floor(now() / 1_000);
          const token = await sealToken({ userDetail: human }, { key: identityKey, lifetime, now: seconds });
          twins.set(token, model.token(human, seconds + lifetime));
          humans.set(token, human);
          return token;
        },
      },
      humanOfToken: (token) => humans.get(token) ?? null,
      async revokeAll() {
        model.revokeAll();
        const { visitorSessions } = schema;
        await db
          .update(visitorSessions)
          .set({ revokedAt: new Date(now()) })
          .where(and(eq(visitorSessions.appId, id), isNull(visitorSessions.revokedAt)));
      },
      async differences() {
        for (const handle of secrets) {
          const twin = twins.get(handle);
          const person = twin === undefined ? undefined : model.personOf(twin);
          if (person === undefined) continue;
          const [one, other] = [await stored(handle), model.values(person)].map(sorted);
          if (one !== other) differences.push(`${person}: the desk holds ${one}, the model ${other}`);
        }
        return differences;
      },
    };
  };
}

function sorted(values: Values): string {
  return JSON.stringify(Object.entries(values).sort(([one], [other]) => one.localeCompare(other)));
}
