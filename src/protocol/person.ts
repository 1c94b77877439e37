import { IDENTIFIER_CHARS } from './limits.js';

/** Who a page says its visitor is: the identifying half of `identify()`. */
export interface Claim {
  /** The customer's own id of the person. */
  readonly external_id?: string;
  /** Persons are compared without regard to its case, which is kept because `user_hash` may sign it. */
  readonly email?: string;
  /** HMAC-SHA256 over `external_id`, or over `email` when there is none; 64 hex characters. */
  readonly user_hash?: string;
}

/** The identifier that names a person within an app. */
export interface Person {
  readonly kind: 'external_id' | 'email';
  readonly value: string;
}

/**
 * The claim in the form that is sent: numbers as their decimal, text trimmed, the hash in lower case, empty and
 * missing fields left out.
 *
 * @returns the claim, `null` when it names nobody, or the name of the field that is unusable.
 */
export function readClaim(input: {
  external_id?: unknown;
  email?: unknown;
  user_hash?: unknown;
}): Claim | keyof Claim | null {
  const claim: { -readonly [F in keyof Claim]: Claim[F] } = {};
  for (const field of ['external_id', 'email', 'user_hash'] as const) {
    const text = identifierText(input[field]);
    if (text === null) return field;
    if (text) claim[field] = field === 'user_hash' ? text.toLowerCase() : text;
  }
  return claim.external_id || claim.email ? claim : null;
}

/** `''` for absent, `null` for unusable. */
function identifierText(value: unknown): string | null {
  const given = Number.isSafeInteger(value) ? String(value) : (value ?? '');
  if (typeof given !== 'string') return null;
  const text = given.trim();
  return text.length > IDENTIFIER_CHARS || /[\p{Cc}\p{Cs}]/u.test(text) ? null : text;
}

/** The person a claim names: its `external_id`, else its lower-cased email. */
export function personOfClaim(claim: Claim): Person | null {
  if (claim.external_id) return { kind: 'external_id', value: claim.external_id };
  return claim.email ? { kind: 'email', value: claim.email.toLowerCase() } : null;
}

/** The texts that `user_hash` may sign: `external_id`, or without one the email, in lower case or as the page gave it. */
export function hashedTexts(claim: Claim): readonly string[] {
  const person = personOfClaim(claim);
  if (!person) return [];
  return claim.email && person.kind === 'email' ? [person.value, claim.email] : [person.value];
}

/**
 * The person of a token: its `sub`, else `userDetail.id` (a number as its decimal), else lower-cased
 * `userDetail.email`; with none of them a nameless session (`null`).
 */
export function personOfToken(payload: TokenIdentity): Person | null {
  for (const id of [payload.sub, payload.userDetail?.id]) {
    const text = identifierText(id);
    if (text) return { kind: 'external_id', value: text };
  }
  const email = identifierText(payload.userDetail?.email);
  return email ? { kind: 'email', value: email.toLowerCase() } : null;
}

/** The identifying part of an opened identity token. */
export interface TokenIdentity {
  readonly sub?: unknown;
  readonly userDetail?: Readonly<Record<string, unknown>>;
}

/** Whether a claim names somebody else than the token of the same page does (Law 4: `identity_conflict`). */
export function contradicts(claim: Claim, payload: TokenIdentity): boolean {
  const person = personOfToken(payload);
  if (!person) return false;
  const email = identifierText(payload.userDetail?.email)?.toLowerCase();
  if (person.kind === 'external_id' && claim.external_id && claim.external_id !== person.value) return true;
  return Boolean(claim.email && email && claim.email.toLowerCase() !== email);
}
