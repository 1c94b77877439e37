import { type OpenedToken, openToken, verifyUserHash } from 'convot/proof';
import {
  type Claim,
  ConvotError,
  contradicts,
  hashedTexts,
  type OpenRequest,
  type Person,
  personOfClaim,
  personOfToken,
  type SessionOrigin,
  type Trust,
} from 'convot/protocol';
import { secretsOf } from '../apps/index.js';
import type { Desk } from '../desk.js';
import type { AppRules } from './app-rules.js';
import { type ClaimFact, claimFacts } from './claim-facts.js';
import { personHandle } from './handle.js';

/** Who an open request is, and how far that is proven: a function of the request and the app's settings alone (Law 5). */
export interface Decision {
  readonly origin: SessionOrigin;
  readonly trust: Trust;
  /** Whoever is named; `null` for a guest, or a token that names nobody. */
  readonly person: Person | null;
  /** The person's handle; `null` asks for a new one. */
  readonly handle: string | null;
  /** Handles of the same person while it was unverified: such a session may become this one. */
  readonly unverifiedHandles: readonly string[];
  readonly claimFacts: readonly ClaimFact[];
  readonly token: OpenedToken | null;
}

/**
 * Reads an open request by the app's rules. Writes nothing.
 *
 * @throws ConvotError `token_invalid`, `hash_invalid`, `identity_conflict`
 */
export async function decide(
  desk: Pick<Desk, 'db' | 'vault' | 'clock'>,
  app: AppRules,
  request: Pick<OpenRequest, 'claim' | 'identity'>,
): Promise<Decision> {
  const { claim } = request;
  const token = request.identity === undefined ? null : await openIdentity(desk, app, request.identity);
  const proven = claim ? await proves(desk, app, claim) : false;
  if (token && claim && contradicts(claim, token)) {
    throw new ConvotError('identity_conflict', 'identify() names somebody else than the identity token does.');
  }
  const claimed = claim ? personOfClaim(claim) : null;
  // A token that names nobody must not lend its trust to a claim without proof.
  const person = token ? (personOfToken(token) ?? (proven ? claimed : null)) : claimed;
  const trust = token || proven ? 'verified' : claim ? 'unverified' : 'anonymous';
  const parked = trust === 'unverified' && app.verification === 'required';
  const handle = (place: 'own' | 'parked') => person && personHandle(desk, app.id, person, place);
  return {
    origin: token ? 'token' : claim ? 'claim' : 'guest',
    trust,
    person,
    handle: handle(parked ? 'parked' : 'own'),
    unverifiedHandles: [handle('own'), handle('parked')].filter((one) => one !== null),
    claimFacts: claimFacts({ claim, token, proven }),
    token,
  };
}

async function openIdentity(desk: Pick<Desk, 'db' | 'vault' | 'clock'>, app: AppRules, identity: string) {
  const secrets = await secretsOf(desk, app.id, 'identity_key');
  return openToken(identity, {
    keys: secrets.map(({ id, value }) => ({ kid: id, key: value })),
    audience: app.id,
    now: Math.floor(desk.clock().getTime() / 1_000),
  });
}

/** @throws ConvotError `hash_invalid`: a wrong proof is a bug or an attack, never a login of less trust. */
async function proves(desk: Pick<Desk, 'db' | 'vault'>, app: AppRules, claim: Claim): Promise<boolean> {
  const person = personOfClaim(claim);
  if (app.verification === 'off' || claim.user_hash === undefined || !person) return false;
  const secrets = await secretsOf(desk, app.id, 'verification_secret');
  const values = secrets.map(({ value }) => value);
  for (const text of hashedTexts(claim)) {
    if (await verifyUserHash(values, text, claim.user_hash)) return true;
  }
  throw new ConvotError('hash_invalid', `The user_hash does not sign this ${person.kind}.`);
}
