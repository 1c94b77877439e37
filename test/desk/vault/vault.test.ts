import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authSecret, createVault, handleKey, loadMasterKey, VaultError } from '../../../desk/src/vault/index.js';

const KEY = 'ab'.repeat(32);
const vault = createVault(KEY);

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof VaultError ? error.code : String(error);
  }
}

describe('the vault', () => {
  it('opens what it sealed, also after a restart, and never seals the same twice', () => {
    const sealed = vault.seal('geheim ä', 'table/1');
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/);
    expect(sealed).not.toBe(vault.seal('geheim ä', 'table/1'));
    expect(createVault(KEY).open(sealed, 'table/1')).toBe('geheim ä');
  });

  it('refuses a value in another place, an altered one, and one of another key', () => {
    const sealed = vault.seal('secret', 'table/1');
    expect(codeOf(() => vault.open(sealed, 'table/2'))).toBe('unreadable');
    const parts = sealed.split('.');
    const data = Buffer.from(parts[3] ?? '', 'base64url');
    for (let at = 0; at < data.length; at += 1) {
      const altered = Buffer.from(data);
      altered.writeUInt8(data.readUInt8(at) ^ 1, at);
      const text = [...parts.slice(0, 3), altered.toString('base64url')].join('.');
      expect(codeOf(() => vault.open(text, 'table/1'))).toBe('unreadable');
    }
    expect(codeOf(() => vault.open(`${parts.slice(0, 3).join('.')}.AAAA`, 'table/1'))).toBe('unreadable');
    expect(codeOf(() => vault.open('plain text', 'table/1'))).toBe('unreadable');
    expect(codeOf(() => createVault('cd'.repeat(32)).open(sealed, 'table/1'))).toBe('other_key');
  });

  it('derives keys that differ by label and by master key, and stay the same', () => {
    const keys = [
      handleKey(vault, 'app_1'),
      handleKey(vault, 'app_2'),
      handleKey(createVault('cd'.repeat(32)), 'app_1'),
    ];
    expect(new Set([...keys.map((key) => key.toString('hex')), authSecret(vault)]).size).toBe(4);
    expect(handleKey(createVault(KEY), 'app_1')).toEqual(keys[0]);
  });

  it.each(['', 'ab'.repeat(31), 'zz'.repeat(32)])('refuses the master key %j without repeating it', (key) => {
    expect(() => createVault(key)).toThrow(/64 hex characters/);
  });
});

describe('the master key', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'convot-vault-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is made once, for the owner of the directory alone', async () => {
    const key = await loadMasterKey({ fromEnvironment: undefined, dataDir });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(join(dataDir, 'secret-key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['secret-key']);
    expect(await loadMasterKey({ fromEnvironment: '', dataDir })).toBe(key);
  });

  it('comes from the environment when it is there', async () => {
    await writeFile(join(dataDir, 'secret-key'), 'other');
    expect(await loadMasterKey({ fromEnvironment: ` ${KEY}\n`, dataDir })).toBe(KEY);
    expect(await readFile(join(dataDir, 'secret-key'), 'utf8')).toBe('other');
  });

  it('must be given when the data lives in a PostgreSQL', async () => {
    const loading = loadMasterKey({ fromEnvironment: undefined, dataDir: null });
    await expect(loading).rejects.toMatchObject({
      code: 'key_missing',
      message: expect.stringContaining('openssl rand'),
    });
  });
});
