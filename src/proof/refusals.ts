import { ConvotError } from '../protocol/index.js';

/** Why an identity token is refused, and the sentence that its sender reads. None ever quotes the token. */
export const TOKEN_REFUSALS = {
  too_large: 'The identity token is larger than 16 KB: send fewer fields.',
  not_a_token: 'The identity token is not a compact JWE (RFC 7516 §7.1).',
  wrong_algorithm: 'The identity token must be encrypted with alg "dir" and enc "A128GCM".',
  compressed: 'The identity token is compressed: leave "zip" out of its header.',
  unknown_key: 'The identity token names a key (kid) that this app does not have.',
  wrong_key: 'The identity token does not open with a key of this app.',
  bad_payload: 'The identity token holds something else than an object with userDetail and integrations objects.',
  missing_claim: 'The identity token must hold the claims iat and exp.',
  bad_claim: 'A claim of the identity token has the wrong type: iat, exp and nbf are whole seconds, sub is text.',
  expired: 'The identity token has expired.',
  too_old: 'The identity token was issued more than an hour ago.',
  issued_in_future: 'The identity token was issued in the future: are the clocks right?',
  not_yet_valid: 'The identity token is not valid yet (nbf).',
  wrong_audience: 'The identity token is meant for another app (aud).',
} as const satisfies Readonly<Record<string, string>>;

/** A `reason` of the error `token_invalid`. */
export type TokenRefusal = keyof typeof TOKEN_REFUSALS;

/** The error of a refused token. Carries neither the token nor a cause that might quote it. */
export function refusal(reason: TokenRefusal): ConvotError {
  return new ConvotError('token_invalid', TOKEN_REFUSALS[reason], { reason });
}
