import type {
  BackendAdapter,
  Capabilities,
  ChatBackend,
  Claim,
  OpenRequest,
  Patch,
  Person,
  PushAnswer,
  Session,
  Trust,
  Values,
} from '../protocol/index.js';
import { expectThat } from './expect.js';

/** A running backend, and the few things that the suite must do behind the adapter's back. */
export interface BackendUnderTest {
  /** Makes an adapter of the app under test, as each browser would make its own. */
  adapter(): BackendAdapter;
  /** The custom data that the backend now holds for a person that a claim or a token named. */
  stored(person: Person): Promise<Values>;
  /** Answers in a conversation as an agent. */
  answer(conversation: string, text: string): Promise<void>;
  /**
   * Makes an identity token of the app with this payload. Needed when the adapter's `identityTokens` is true.
   */
  token?(payload: { readonly sub?: string; readonly userDetail: Readonly<Record<string, unknown>> }): Promise<string>;
  /** Takes the backend down after a case. */
  stop?(): Promise<void>;
}

/** A browser with an open session: what most cases begin with. */
export interface Visitor {
  readonly adapter: BackendAdapter;
  readonly chat: ChatBackend;
  readonly session: Session;
  readonly credential: string;
}

/** What each case gets. */
export interface Stage {
  readonly backend: BackendUnderTest;
  /** Opens a session in a new browser. */
  visitor(request?: OpenRequest): Promise<Visitor>;
  /** The proof that the backend's customer would give for this person. */
  proof(externalId: string, email?: string): Promise<OpenRequest>;
}

/** A case before it has a backend. */
export interface Rule {
  readonly name: string;
  readonly needs?: keyof Capabilities;
  readonly holds: (stage: Stage) => Promise<void>;
}

/** Sets the stage for one case. */
export function stageOf(backend: BackendUnderTest): Stage {
  return {
    backend,
    visitor: async (request = {}) => {
      const adapter = backend.adapter();
      const session = await adapter.open(request);
      return { adapter, chat: await adapter.chat(), session, credential: session.credential };
    },
    proof: async (externalId, email) => {
      expectThat(backend.token, 'a backend with identityTokens lends the suite token()');
      return { identity: await backend.token({ userDetail: { id: externalId, ...(email && { email }) } }) };
    },
  };
}

/** Nobody has this id yet, so that cases can share one running backend. */
export function somebody(): string {
  return `user_${crypto.randomUUID()}`;
}

/** A claim that names this id alone. */
export function claimOf(externalId: string): { claim: Claim } {
  return { claim: { external_id: externalId } };
}

/** The person whom {@link claimOf} names. */
export function personOf(externalId: string): Person {
  return { kind: 'external_id', value: externalId };
}

/** Pushes patches as a lane's entries, numbered from `from`. */
export function push(
  { adapter, credential }: Visitor,
  lane: string,
  patches: readonly Patch[],
  { from = 1, trust = 'unverified' as Trust } = {},
): Promise<PushAnswer> {
  const entries = patches.map((custom_data, place) => ({ seq: from + place, custom_data }));
  return adapter.push(credential, { lane, trust, entries });
}

/** A message to send, with an id of its own. */
export function draft(text: string): { client_id: string; text: string } {
  return { client_id: crypto.randomUUID(), text };
}
