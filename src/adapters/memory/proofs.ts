import {
  type Claim,
  ConvotError,
  contradicts,
  hashedTexts,
  type OpenRequest,
  type Person,
  personOfClaim,
  personOfToken,
  readClaim,
  type SessionOrigin,
  type TokenIdentity,
  type Trust,
} from '../../protocol/index.js';
import { randomId } from './state.js';

/** What a page cannot do itself, because it must hold no secret: a test or a server-side demo may lend it. */
export interface Proofs {
  /** Opens an identity token. @throws ConvotError `token_invalid` */
  readonly openToken?: (token: string) => Promise<TokenIdentity>;
  /** Says whether a `user_hash` is right for a text that it may sign. */
  readonly verifyHash?: (value: string, hash: string) => Promise<boolean>;
}

/** Whom a request names, and how far that is proven. */
export interface Identified {
  readonly handle: string;
  readonly trust: Trust;
  readonly origin: SessionOrigin;
  readonly person: { readonly email: string | null; readonly name: string | null };
}

/** Names the person of a request; depends on the request alone (Law 5). */
export async function identify(request: OpenRequest, proofs: Proofs): Promise<Identified> {
  const claim = request.claim ? readClaim(request.claim) : null;
  if (typeof claim === 'string') throw new ConvotError('claim_invalid', `The field ${claim} is unusable.`);
  if (request.identity !== undefined) return byToken(request.identity, claim, proofs);
  if (claim) return byClaim(claim, proofs);
  return { handle: randomId(), trust: 'anonymous', origin: 'guest', person: { email: null, name: null } };
}

async function byToken(token: string, claim: Claim | null, { openToken }: Proofs): Promise<Identified> {
  if (!openToken) {
    const message = 'The memory adapter opens no identity tokens: it holds no key.';
    throw new ConvotError('token_invalid', message, { reason: 'not_supported' });
  }
  const payload = await openToken(token);
  if (claim && contradicts(claim, payload)) {
    throw new ConvotError('identity_conflict', 'The claim names somebody else than the identity token.');
  }
  const person = personOfToken(payload);
  const { email, name } = payload.userDetail ?? {};
  return {
    handle: person ? handleOf(person) : randomId(),
    trust: 'verified',
    origin: 'token',
    person: { email: typeof email === 'string' ? email : null, name: typeof name === 'string' ? name : null },
  };
}

async function byClaim(claim: Claim, { verifyHash }: Proofs): Promise<Identified> {
  const named = personOfClaim(claim);
  if (!named) throw new ConvotError('claim_invalid', 'The claim names nobody.');
  let trust: Trust = 'unverified';
  if (claim.user_hash && verifyHash) {
    const { user_hash } = claim;
    const answers = await Promise.all(hashedTexts(claim).map((text) => verifyHash(text, user_hash)));
    if (!answers.includes(true)) throw new ConvotError('hash_invalid');
    trust = 'verified';
  }
  return {
    handle: handleOf(named),
    trust,
    origin: 'claim',
    person: { email: claim.email?.toLowerCase() ?? null, name: null },
  };
}

/** Readable, since it never leaves the page; the same after a reload, so that the outbox finds its person again. */
export function handleOf({ kind, value }: Person): string {
  return `${kind}:${value}`;
}
