import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps secrets at rest, and makes the keys that are derived rather than stored. */
export interface Vault {
  /**
   * Seals a text for one place.
   *
   * @param context - the place, as `app_secrets/<id>`; a text moved elsewhere doesn't open.
   * @returns `v1.<key id>.<iv>.<ciphertext and tag>`, the latter two base64url.
   */
  seal(text: string, context: string): string;
  /** @throws VaultError `other_key`, `unreadable` */
  open(sealed: string, context: string): string;
  /** A key of 32 bytes of its own for each label; the same after every start. */
  derive(label: string): Buffer;
  /** Names the master key without telling it. */
  readonly keyId: string;
}

/** `other_key`: sealed under another master key. `unreadable`: altered, or of another place. */
export type VaultErrorCode = 'other_key' | 'unreadable' | 'key_invalid' | 'key_missing';

/** A fault of sealed data or of the master key. Its message never holds either. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const VERSION = 'v1';
const KEY_BYTES = 32;
/** The size that GCM is made for (NIST SP 800-38D §5.2.1.1). */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param masterKey - 64 hex characters. @throws VaultError `key_invalid` */
export function createVault(masterKey: string): Vault {
  if (!/^[0-9a-f]{64}$/i.test(masterKey)) {
    throw new VaultError(
      'key_invalid',
      'CONVOT_SECRET_KEY must be 64 hex characters, as `openssl rand -hex 32` makes them.',
    );
  }
  const master = Buffer.from(masterKey, 'hex');
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', master, '', `convot/${label}`, KEY_BYTES));
  const key = derive('seal');
  const keyId = derive('key-id').toString('hex', 0, 4);

  return {
    keyId,
    derive: (label) => derive(`derived/${label}`),
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, keyId, iv.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, context) {
      const [version, id, iv = '', data = ''] = sealed.split('.');
      if (version !== VERSION) throw unreadable();
      if (id !== keyId) {
        throw new VaultError(
          'other_key',
          'The stored secrets were sealed under another CONVOT_SECRET_KEY than the desk has now.',
        );
      }
      return decrypt(key, Buffer.from(iv, 'base64url'), Buffer.from(data, 'base64url'), context);
    },
  };
}

function decrypt(key: Buffer, iv: Buffer, data: Buffer, context: string): string {
  if (iv.length !== IV_BYTES || data.length < TAG_BYTES) throw unreadable();
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(data.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw unreadable();
  }
}

function unreadable(): VaultError {
  return new VaultError('unreadable', 'A sealed value was altered or belongs to another place.');
}
