import { ConfigurationError } from '../proof/configuration.js';
import { readSigningSecret } from '../proof/keys.js';
import { SIGNATURE_HEADER, type SignatureRefusal, verifyRequest } from '../proof/signature.js';
import { readBytes } from './body.js';
import type { SignatureRule } from './identifier.js';

/** Largest body that {@link verifySignature} reads by default, in bytes (1 MB): more than any webhook has. */
const SIGNED_BYTES_MAX = 1_048_576;

/** What {@link verifySignature} needs. */
export interface SignatureCheck {
  /** As it came, its body not read yet. It is left readable: a copy of the body is checked. */
  readonly request: Request;
  /** The signing secret, 64 hex characters, from an environment variable. */
  readonly secret: string;
  /** The secret before it, accepted as well while the desk still signs with it. */
  readonly previousSecret?: string | undefined;
  /** How old a signature may be, or how far ahead of this clock, in whole seconds. @defaultValue 300 */
  readonly toleranceS?: number | undefined;
  /** Largest body that is read, in bytes; a larger one is refused. @defaultValue 1,048,576 */
  readonly maxBytes?: number | undefined;
  /** Gets the reason of a refusal, for your log. Tell it to no caller. */
  readonly onRefused?: (reason: SignatureRefusal | 'too_large') => void;
}

/**
 * Whether a desk signed this request: its header `Convot-Signature`, `t=<seconds>,v1=<hex>`, is right for the raw body (of
 * a GET, the raw query) under one of the live secrets, and recent. Compared in constant time.
 *
 * Within the tolerance the same request can come twice: let a webhook's second arrival change nothing.
 *
 * @throws ConfigurationError when a secret or an option is unusable; TypeError when the body was read before.
 */
export async function verifySignature(check: SignatureCheck): Promise<boolean> {
  const { request, secret, previousSecret, maxBytes = SIGNED_BYTES_MAX, onRefused } = check;
  const secrets = readSecrets(secret, previousSecret);
  const body = await readBytes(request.body && request.clone().body, maxBytes);
  const reason = body ? await refusalOf(request, body, secrets, check.toleranceS) : 'too_large';
  if (reason !== null) onRefused?.(reason);
  return reason === null;
}

/**
 * Makes the rule of a route whose options hold signing secrets; without them any request will do.
 *
 * @throws ConfigurationError at once
 */
export function signatureRule(options: {
  readonly signingSecret?: string | undefined;
  readonly previousSigningSecret?: string | undefined;
}): SignatureRule {
  const { signingSecret, previousSigningSecret } = options;
  if (signingSecret === undefined) {
    if (previousSigningSecret === undefined) return async () => true;
    throw new ConfigurationError('missing', 'previousSigningSecret is given, but signingSecret is missing.');
  }
  const secrets = readSecrets(signingSecret, previousSigningSecret);
  return async (request, body) => (await refusalOf(request, body, secrets)) === null;
}

function refusalOf(request: Request, body: Uint8Array | null, secrets: readonly string[], toleranceS?: number) {
  const { method, url, headers } = request;
  return verifyRequest({ method, url, body, signature: headers.get(SIGNATURE_HEADER), secrets, toleranceS });
}

function readSecrets(secret: string, previousSecret: string | undefined): readonly string[] {
  const current = readSigningSecret(secret);
  if (previousSecret === undefined) return [current];
  const previous = readSigningSecret(previousSecret);
  if (previous !== current) return [current, previous];
  throw new ConfigurationError(
    'option_invalid',
    'The previous signing secret is the same: was the new one stored at all?',
  );
}
