import { ConfigurationError } from './configuration.js';
import { bytesHex, hexBytes, importHmacSecret, readSigningSecret } from './keys.js';

/** The header that carries a request's signature. */
export const SIGNATURE_HEADER = 'Convot-Signature';

/** How old a signature may be, or how far ahead of this clock, in seconds. */
export const SIGNATURE_TOLERANCE_S = 300;

/** Longest header that is read, in characters: room for a time and a handful of signatures. */
const HEADER_CHARS_MAX = 1_024;

/** What a signature vouches for: the raw body, or the raw query of a request that has none. */
export interface SignedParts {
  readonly method: string;
  readonly url: string | URL;
  /** As it is sent, byte for byte. */
  readonly body?: string | Uint8Array | null | undefined;
}

/** What {@link signRequest} needs. */
export interface SignOptions extends SignedParts {
  /** The live signing secrets, 64 hex characters each; each one signs, so that either end may be the first to rotate. */
  readonly secrets: readonly string[];
  /** Seconds since 1970. @defaultValue the clock */
  readonly now?: number;
}

/** What {@link verifyRequest} needs. */
export interface VerifyOptions extends SignedParts {
  /** The live signing secrets, 64 hex characters each. */
  readonly secrets: readonly string[];
  /** The header `Convot-Signature`. */
  readonly signature: string | null | undefined;
  /** How old a signature may be, or how far ahead of this clock, in whole seconds. @defaultValue 300 */
  readonly toleranceS?: number | undefined;
  /** Seconds since 1970. @defaultValue the clock */
  readonly now?: number;
}

/** Why a signature is refused: none came, it isn't one, its time is out of tolerance, or no live secret made it. */
export type SignatureRefusal = 'missing' | 'unreadable' | 'expired' | 'in_future' | 'wrong';

/**
 * Signs a request: `t=<seconds>,v1=<hex>`, HMAC-SHA256 over `t`, a dot and the raw body, or the raw query (without its
 * question mark) of a GET or HEAD. The key is the secret's text, its 64 characters, as for `user_hash`.
 *
 * @returns the value of the header {@link SIGNATURE_HEADER}, with one `v1` per secret.
 * @throws ConfigurationError when there is no secret or one is not 64 hex characters.
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export async function signRequest({ secrets, now = clock(), ...parts }: SignOptions): Promise<string> {
  const keys = await importAll(secrets);
  const text = signedBytes(now, parts);
  const signatures = await Promise.all(keys.map((key) => crypto.subtle.sign('HMAC', key, text)));
  return [`t=${now}`, ...signatures.map((bytes) => `v1=${bytesHex(new Uint8Array(bytes))}`)].join(',');
}

/**
 * Checks a request's signature in constant time: one of its `v1` must be right under one of the live secrets.
 *
 * @returns why it is refused, or `null` when it is right.
 * @throws ConfigurationError when there is no secret, one is not 64 hex characters, or the tolerance is no whole number.
 */
export async function verifyRequest(options: VerifyOptions): Promise<SignatureRefusal | null> {
  const { secrets, signature, toleranceS = SIGNATURE_TOLERANCE_S, now = clock(), ...parts } = options;
  const keys = await importAll(secrets);
  const tolerance = readTolerance(toleranceS);
  if (!signature) return 'missing';
  const read = readSignature(signature);
  if (!read) return 'unreadable';
  const text = signedBytes(read.time, parts);
  // Every pair is computed, whichever is right; the time tells nothing of which.
  const pairs = keys.flatMap((key) => read.candidates.map((candidate) => ({ key, candidate })));
  const answers = await Promise.all(
    pairs.map(({ key, candidate }) => crypto.subtle.verify('HMAC', key, hexBytes(candidate), text)),
  );
  if (!answers.includes(true)) return 'wrong';
  if (read.time < now - tolerance) return 'expired';
  return read.time > now + tolerance ? 'in_future' : null;
}

/** @throws ConfigurationError `option_invalid` */
export function readTolerance(toleranceS: number): number {
  if (Number.isSafeInteger(toleranceS) && toleranceS >= 0) return toleranceS;
  throw new ConfigurationError('option_invalid', 'toleranceS must be a whole number of seconds, 0 or more.');
}

/** Unknown schemes are passed over, so that a later one can be sent beside `v1`; a second time is none. */
function readSignature(header: string): { time: number; candidates: readonly string[] } | null {
  if (header.length > HEADER_CHARS_MAX) return null;
  const parts = header.split(',').map((part) => part.trim());
  const times = parts.filter((part) => part.startsWith('t='));
  const time = /^t=(\d{1,12})$/.exec(times[0] ?? '')?.[1];
  const candidates = parts.flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part)?.[1] ?? []);
  if (times.length !== 1 || time === undefined || candidates.length === 0) return null;
  return { time: Number(time), candidates };
}

function signedBytes(time: number, { method, url, body }: SignedParts): Uint8Array<ArrayBuffer> {
  const bodiless = /^(?:GET|HEAD)$/i.test(method);
  const content = bodiless ? new URL(url).search.slice(1) : (body ?? '');
  const encoder = new TextEncoder();
  const start = encoder.encode(`${time}.`);
  const rest = typeof content === 'string' ? encoder.encode(content) : content;
  const bytes = new Uint8Array(start.length + rest.length);
  bytes.set(start);
  bytes.set(rest, start.length);
  return bytes;
}

function importAll(secrets: readonly string[]): Promise<CryptoKey[]> {
  if (secrets.length === 0) throw new ConfigurationError('missing', 'No signing secret was given.');
  return Promise.all(secrets.map((secret) => importHmacSecret(readSigningSecret(secret))));
}

function clock(): number {
  return Math.floor(Date.now() / 1_000);
}
