import {
  CLOCK_TOLERANCE_S,
  type Claim,
  contradicts,
  ERROR_STATUS,
  type ErrorCode,
  merge,
  type OpenRequest,
  type Patch,
  type PushRequest,
  type PushResult,
  personOfClaim,
  type SessionOrigin,
  type Trust,
  trustSuffices,
  type Values,
} from '../../src/protocol/index.js';
import { type Human, nameOf } from './people.js';

/** An HTTP request as a backend gets it. */
export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly credential: string | null;
  readonly body: unknown;
}

export interface BackendAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Any backend behind the simulated network. */
export interface Backend {
  handle(request: BackendRequest): Promise<BackendAnswer>;
}

/** An entry that the model applied, or applied again. */
export interface Application {
  readonly person: string;
  readonly trust: Trust;
  readonly lane: string;
  readonly seq: number;
  readonly patch: Patch;
}

/** Faults that a test plants into the backend, to see that the oracle notices. */
export interface ModelFaults {
  /** Applies a duplicate again. */
  readonly noDedup?: boolean;
  /** Names everybody by one handle. */
  readonly oneHandle?: boolean;
  /** Lets unverified patches overwrite. */
  readonly overwrites?: boolean;
}

interface ModelSession {
  readonly credential: string;
  /** {@link nameOf} the person, or the guest's own name. */
  readonly person: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
  expiresAt: number;
}

interface ModelLane {
  readonly person: string;
  readonly trust: Trust;
  last: number;
  readonly answers: Map<number, PushResult>;
}

/**
 * The protocol's backend as its laws say it, and nothing more: written for the oracle, of no line of the real ones
 * but the pure functions of the protocol.
 */
export interface ModelDesk extends Backend {
  /** What is stored of a person. */
  values(person: string): Values;
  /** The person whom a handle names. */
  personOf(handle: string): string | undefined;
  /** Ends every session, as an owner may. */
  revokeAll(): void;
  /** Every credential and handle that was ever given out. */
  readonly secrets: Set<string>;
  token(human: Human, expS: number): string;
}

export interface ModelPorts {
  /** The server's own clock, in milliseconds. */
  readonly now: () => number;
  readonly onApply: (application: Application) => void;
  /** The endpoint in the app's settings. */
  readonly identityEndpoint: string | null;
  readonly faults: ModelFaults;
  /** Distinguishes credentials of runs against one desk. */
  readonly run: string;
}

/** The `user_hash` that the model holds for right. */
export const modelHash = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);

const CLAIM_MS = 24 * 3_600_000;
const GUEST_MS = 30 * 24 * 3_600_000;
/** A guest's visits are noted once a day. */
const GUEST_SLIDE_MS = 24 * 3_600_000;

class Refused extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

export function createModelDesk({ now, onApply, identityEndpoint, faults, run }: ModelPorts): ModelDesk {
  const sessions = new Map<string, ModelSession>();
  const lanes = new Map<string, ModelLane>();
  const stored = new Map<string, Values>();
  const handles = new Map<string, string>();
  const secrets = new Set<string>();
  let count = 0;

  const handleOf = (person: string) => {
    const handle = handles.get(person) ?? `handle_${run}_${faults.oneHandle ? 0 : handles.size}`;
    handles.set(person, handle);
    secrets.add(handle);
    return handle;
  };
  const find = (credential: string | null | undefined) => {
    const session = credential ? sessions.get(credential) : undefined;
    return session && session.expiresAt > now() ? session : undefined;
  };

  function decide({ claim, identity }: OpenRequest): Omit<ModelSession, 'credential'> {
    const token = identity === undefined ? null : readToken(identity, now());
    const isProven = claim ? proves(claim) : false;
    if (token && claim && contradicts(claim, { userDetail: token })) throw new Refused('identity_conflict');
    if (token) {
      const expiresAt = Math.min(Math.max(token.exp * 1_000, now() + 60_000), now() + CLAIM_MS);
      return { person: `external_id:${token.id}`, trust: 'verified', origin: 'token', expiresAt };
    }
    const person = claim ? personOfClaim(claim) : null;
    const trust = isProven ? 'verified' : 'unverified';
    if (person) return { person: nameOf(person), trust, origin: 'claim', expiresAt: now() + CLAIM_MS };
    return { person: '', trust: 'anonymous', origin: 'guest', expiresAt: now() + GUEST_MS };
  }

  function open(request: OpenRequest) {
    const decided = decide(request);
    const { trust, origin, expiresAt } = decided;
    const before = find(request.resume);
    const guest = find(request.guest);
    const goesOn =
      before?.trust === trust && before.origin === origin && (origin === 'guest' || before.person === decided.person);
    let session: ModelSession;
    if (before && goesOn) {
      session = before;
      session.expiresAt = expiresAt;
    } else {
      count += 1;
      session = { ...decided, person: decided.person || `guest:${count}`, credential: `credential_${run}_${count}` };
    }
    sessions.set(session.credential, session);
    secrets.add(session.credential);
    if (trust === 'verified') {
      if (before?.trust === 'unverified' && before.person === session.person) sessions.delete(before.credential);
      if (guest?.origin === 'guest') sessions.delete(guest.credential);
    }
    return {
      credential: session.credential,
      handle: handleOf(session.person),
      trust,
      origin,
      renew_after_s: Math.max(1, Math.floor(((expiresAt - now()) / 1_000) * 0.8)),
      person: { email: null, name: null },
      unread: 0,
    };
  }

  function push(session: ModelSession, { lane: id, trust, entries }: PushRequest): { results: PushResult[] } {
    const first = entries[0]?.seq ?? 0;
    if (entries.some(({ seq }, place) => seq !== first + place)) throw new Refused('lane_gap');
    const lane = lanes.get(id) ?? { person: session.person, trust, last: 0, answers: new Map() };
    if (!trustSuffices(session.trust, trust) || lane.trust !== trust) throw new Refused('lane_mismatch');
    if (handleOf(lane.person) !== handleOf(session.person)) throw new Refused('lane_mismatch');
    lanes.set(id, lane);
    const results = entries.map(({ seq, custom_data: patch }): PushResult => {
      const seen = seq <= lane.last && !faults.noDedup;
      if (seen) return lane.answers.get(seq) ?? { seq, status: 'refused', refused: [] };
      stored.set(
        session.person,
        merge(stored.get(session.person) ?? {}, patch, faults.overwrites ? 'verified' : trust),
      );
      onApply({ person: session.person, trust, lane: id, seq, patch });
      const result: PushResult = { seq, status: 'applied', refused: [] };
      lane.answers.set(seq, result);
      lane.last = Math.max(lane.last, seq);
      return result;
    });
    return { results };
  }

  function answer({ method, path, credential, body }: BackendRequest): BackendAnswer {
    if (path.endsWith('/settings')) return { status: 200, body: { name: 'Shop', identity_endpoint: identityEndpoint } };
    if (path.endsWith('/sessions')) return { status: 201, body: open(body as OpenRequest) };
    const session = find(credential);
    if (method === 'DELETE') {
      if (session) sessions.delete(session.credential);
      return { status: 200, body: {} };
    }
    if (!session) throw new Refused('session_ended');
    const latest = now() + GUEST_MS;
    if (session.origin === 'guest' && latest - session.expiresAt >= GUEST_SLIDE_MS) session.expiresAt = latest;
    if (path === '/v1/patches') return { status: 200, body: push(session, body as PushRequest) };
    if (path === '/v1/unread') return { status: 200, body: { unread: 0 } };
    throw new Refused('not_found');
  }

  return {
    async handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { status: ERROR_STATUS[error.code], body: { error: { code: error.code, message: error.code } } };
      }
    },
    values: (person) => stored.get(person) ?? {},
    personOf: (handle) => [...handles].find(([, each]) => each === handle)?.[0],
    revokeAll: () => sessions.clear(),
    secrets,
    token: (human, exp) => JSON.stringify({ id: human.id, email: human.email, exp }),
  };
}

function proves(claim: Claim): boolean {
  if (claim.user_hash === undefined) return false;
  const signed = [claim.external_id ?? claim.email, claim.email?.toLowerCase()].slice(0, claim.external_id ? 1 : 2);
  if (signed.some((text) => text !== undefined && modelHash(text) === claim.user_hash)) return true;
  throw new Refused('hash_invalid');
}

function readToken(
  identity: string,
  now: number,
): { readonly id: string; readonly email: string; readonly exp: number } {
  const token = JSON.parse(identity);
  if (token.exp + CLOCK_TOLERANCE_S <= Math.floor(now / 1_000)) throw new Refused('token_invalid');
  return token;
}
