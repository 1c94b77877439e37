import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivately } from './private-file.js';
import { VaultError } from './vault.js';

const KEY_BYTES = 32;

/**
 * The desk's master key, 64 hex characters: `CONVOT_SECRET_KEY`, else the file `secret-key` of the data directory,
 * made at the first start and readable by its owner alone.
 *
 * @param options.dataDir - `null` when the data lives in a PostgreSQL: then several desks must share one key,
 *   and none of them may make it up.
 * @throws VaultError `key_missing`
 */
export async function loadMasterKey(options: {
  readonly fromEnvironment: string | undefined;
  readonly dataDir: string | null;
}): Promise<string> {
  if (options.fromEnvironment) return options.fromEnvironment.trim();
  if (options.dataDir === null) {
    const how = 'Make one with `openssl rand -hex 32`, keep it safe and give it to every desk of this database.';
    throw new VaultError('key_missing', `With DATABASE_URL the desk needs CONVOT_SECRET_KEY. ${how}`);
  }
  const file = join(options.dataDir, 'secret-key');
  return (await readKey(file)) ?? makeKey(file);
}

async function readKey(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function makeKey(file: string): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString('hex');
  await writePrivately(file, `${key}\n`);
  return key;
}
