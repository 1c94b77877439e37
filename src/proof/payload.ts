import { CLOCK_TOLERANCE_S, TOKEN_AGE_S } from '../protocol/index.js';
import { refusal } from './refusals.js';

/** What an identity token said, after every check. Unknown roots of its payload are left out. */
export interface OpenedToken {
  /** The customer's id of the person, when the token's `sub` names it. */
  readonly sub?: string;
  /** For agents, the chatbot and Actions. Empty when the token had none. */
  readonly userDetail: Readonly<Record<string, unknown>>;
  /** For Actions on the server alone; never for a browser, a prompt or a log. Empty when the token had none. */
  readonly integrations: Readonly<Record<string, unknown>>;
  /** When it was issued, in seconds since 1970. */
  readonly iat: number;
  /** When it expires, in seconds since 1970. */
  readonly exp: number;
}

/**
 * Checks a decrypted payload against the claims' rules.
 *
 * @param now - seconds since 1970.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 */
export function readPayload(plaintext: Uint8Array, audience: string, now: number): OpenedToken {
  const payload = parseObject(plaintext);
  const { iat, exp } = checkTimes(payload, now);
  const { aud, sub } = payload;
  if (aud !== undefined && aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) {
    throw refusal('wrong_audience');
  }
  if (sub !== undefined && typeof sub !== 'string') throw refusal('bad_claim');
  return {
    ...(sub !== undefined && { sub }),
    userDetail: root(payload.userDetail),
    integrations: root(payload.integrations),
    iat,
    exp,
  };
}

function parseObject(plaintext: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    throw refusal('bad_payload');
  }
  if (!isPlainObject(parsed)) throw refusal('bad_payload');
  return parsed;
}

function root(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (!isPlainObject(value)) throw refusal('bad_payload');
  return value;
}

/** An object as JSON means it: neither `null` nor an array. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkTimes(payload: Record<string, unknown>, now: number): { iat: number; exp: number } {
  const { iat, exp, nbf } = payload;
  if (iat === undefined || exp === undefined) throw refusal('missing_claim');
  if (!isSeconds(iat) || !isSeconds(exp) || !(nbf === undefined || isSeconds(nbf))) throw refusal('bad_claim');
  if (iat > now + CLOCK_TOLERANCE_S) throw refusal('issued_in_future');
  if (nbf !== undefined && nbf > now + CLOCK_TOLERANCE_S) throw refusal('not_yet_valid');
  if (exp <= now - CLOCK_TOLERANCE_S) throw refusal('expired');
  if (now - iat > TOKEN_AGE_S + CLOCK_TOLERANCE_S) throw refusal('too_old');
  return { iat, exp };
}

/** Whole and exact, so that `1e400` (which JSON reads as infinity) is no date. */
function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
