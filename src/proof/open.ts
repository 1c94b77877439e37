import { compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { TOKEN_CHARS } from '../protocol/index.js';
import { ConfigurationError } from './configuration.js';
import { importIdentityKey, readIdentityKey } from './keys.js';
import { type OpenedToken, readPayload } from './payload.js';
import { refusal } from './refusals.js';

/** An encryption key of an app. Two may be live while one is rotated. */
export interface IdentityKey {
  /** Named in the header of tokens that this key sealed. */
  readonly kid?: string;
  /** 32 hex characters. */
  readonly key: string;
}

/** How {@link openToken} opens. */
export interface OpenOptions {
  /** The live keys. A token's `kid` selects among them; without one they are tried in this order. */
  readonly keys: readonly IdentityKey[];
  /** The app's id, which the token's `aud` must contain when it has one. */
  readonly audience: string;
  /** Seconds since 1970. @default the clock */
  readonly now?: number;
}

/**
 * Opens an identity token: a compact JWE with `dir` and `A128GCM` and nothing else, at most 16 KB, uncompressed, with
 * whole `iat` and `exp`, at most an hour old, 60 s of clock difference forgiven.
 *
 * One token has many spellings (RFC 4648 §3.5): never use its text as a key.
 *
 * @throws ConvotError `token_invalid`; its `reason` is a {@link TokenRefusal}. Never contains any of the token.
 * @throws ConfigurationError when a key is not 32 hex characters.
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-5.2
 */
export async function openToken(token: string, { keys, audience, now = clock() }: OpenOptions): Promise<OpenedToken> {
  if (keys.length === 0) throw new ConfigurationError('missing', 'No encryption key was given to open a token with.');
  if (!audience) throw new ConfigurationError('missing', 'The audience (the app id) is missing.');
  for (const { key } of keys) readIdentityKey(key);
  if (typeof token !== 'string') throw refusal('not_a_token');
  if (token.length > TOKEN_CHARS) throw refusal('too_large');
  return readPayload(await decrypt(token, select(keys, readKid(token))), audience, now);
}

/** Reads the header, which is not yet authenticated: enough to say what is wrong, and to choose a key. */
function readKid(token: string): string | undefined {
  const { alg, enc, zip, kid } = headerOf(token);
  if (alg !== 'dir' || enc !== 'A128GCM') throw refusal('wrong_algorithm');
  if (zip !== undefined) throw refusal('compressed');
  if (kid !== undefined && typeof kid !== 'string') throw refusal('not_a_token');
  return kid;
}

function headerOf(token: string) {
  if (token.split('.').length !== 5) throw refusal('not_a_token');
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw refusal('not_a_token');
  }
}

function select(keys: readonly IdentityKey[], kid: string | undefined): readonly IdentityKey[] {
  if (kid === undefined) return keys;
  const named = keys.filter((key) => key.kid === kid);
  if (named.length === 0) throw refusal('unknown_key');
  return named;
}

async function decrypt(token: string, keys: readonly IdentityKey[]): Promise<Uint8Array> {
  for (const { key } of keys) {
    try {
      return (await compactDecrypt(token, await importIdentityKey(key), JWE_RULES)).plaintext;
    } catch (error) {
      if (!(error instanceof errors.JWEDecryptionFailed)) throw refusal('not_a_token');
    }
  }
  throw refusal('wrong_key');
}

/** Said to the library too, though the header was read before: what is enforced must not hang on one reader. */
const JWE_RULES = {
  keyManagementAlgorithms: ['dir'],
  contentEncryptionAlgorithms: ['A128GCM'],
  maxDecompressedLength: 0,
};

/** Seconds since 1970. */
export function clock(): number {
  return Math.floor(Date.now() / 1_000);
}
