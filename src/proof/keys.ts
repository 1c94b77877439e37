import { ConfigurationError } from './configuration.js';

/** An A128GCM key has 16 bytes (RFC 7518 §5.3), two hex characters each. */
const IDENTITY_KEY_CHARS = 32;

/** 32 bytes: as long as the output of SHA-256, the least that RFC 2104 §3 advises for an HMAC key. */
const HMAC_SECRET_CHARS = 64;

/** Imported keys kept at once; the oldest goes first. More apps than that only cost an import each. */
const IMPORTED_KEYS = 512;

/** Makes a new encryption key for identity tokens: 32 hex characters, lower case. */
export function makeIdentityKey(): string {
  return randomHex(IDENTITY_KEY_CHARS);
}

/** Makes a new verification secret for `user_hash`: 64 hex characters, lower case. */
export function makeVerificationSecret(): string {
  return randomHex(HMAC_SECRET_CHARS);
}

/** Makes a new signing secret for the requests of a desk: 64 hex characters, lower case. */
export function makeSigningSecret(): string {
  return randomHex(HMAC_SECRET_CHARS);
}

/**
 * Checks an encryption key, as the app's settings show it.
 *
 * @returns the key itself.
 * @throws ConfigurationError `missing`, `not_text`, `has_spaces`, `not_hex`, `wrong_length`, `other_kind`
 */
export function readIdentityKey(key: unknown): string {
  return readHex(key, 'encryption key', IDENTITY_KEY_CHARS, 'verification secret', HMAC_SECRET_CHARS);
}

/**
 * Checks a verification secret, as the app's settings show it.
 *
 * @returns the secret itself.
 * @throws ConfigurationError `missing`, `not_text`, `has_spaces`, `not_hex`, `wrong_length`, `other_kind`
 */
export function readVerificationSecret(secret: unknown): string {
  return readHex(secret, 'verification secret', HMAC_SECRET_CHARS, 'encryption key', IDENTITY_KEY_CHARS);
}

/**
 * Checks a signing secret, as the desk's settings show it.
 *
 * @returns the secret itself.
 * @throws ConfigurationError `missing`, `not_text`, `has_spaces`, `not_hex`, `wrong_length`, `other_kind`
 */
export function readSigningSecret(secret: unknown): string {
  return readHex(secret, 'signing secret', HMAC_SECRET_CHARS, 'encryption key', IDENTITY_KEY_CHARS);
}

function readHex(value: unknown, name: string, chars: number, other: string, otherChars: number): string {
  if (value === undefined || value === null || value === '') {
    throw new ConfigurationError('missing', `The ${name} is missing: is its environment variable set?`);
  }
  if (typeof value !== 'string') {
    throw new ConfigurationError('not_text', `The ${name} must be text of ${chars} hex characters.`);
  }
  if (value.trim() !== value) {
    throw new ConfigurationError('has_spaces', `The ${name} has white space around it: remove it.`);
  }
  if (!/^[0-9a-f]*$/i.test(value)) {
    throw new ConfigurationError('not_hex', `The ${name} has characters that are not hex (0-9, a-f).`);
  }
  if (value.length === otherChars) {
    const found = `it has ${value.length} hex characters where ${chars} belong`;
    throw new ConfigurationError('other_kind', `The ${name} looks like the ${other}: ${found}.`);
  }
  if (value.length !== chars) {
    throw new ConfigurationError('wrong_length', `The ${name} must have ${chars} hex characters, not ${value.length}.`);
  }
  return value;
}

const imported = new Map<string, Promise<CryptoKey>>();

/** The key in the form that ciphers take. Importing it once is worth up to half of the time of opening a token. */
export function importIdentityKey(hex: string): Promise<CryptoKey> {
  const name = hex.toLowerCase();
  let key = imported.get(name);
  if (!key) {
    key = crypto.subtle.importKey('raw', hexBytes(name), 'AES-GCM', false, ['encrypt', 'decrypt']);
    imported.set(name, key);
    const [oldest] = imported.keys();
    if (imported.size > IMPORTED_KEYS && oldest) imported.delete(oldest);
  }
  return key;
}

/** An HMAC secret that was checked before, as a key: its text, not the bytes that it spells. */
export function importHmacSecret(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** Bytes of hex text whose characters were checked before. */
export function hexBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, place) =>
    Number.parseInt(hex.slice(place * 2, place * 2 + 2), 16),
  );
}

/** Bytes as lower-case hex. */
export function bytesHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function randomHex(chars: number): string {
  return bytesHex(crypto.getRandomValues(new Uint8Array(chars / 2)));
}
