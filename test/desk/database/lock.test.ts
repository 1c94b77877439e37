import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../desk/src/database/index.js';
import { lockDirectory } from '../../../desk/src/database/lock.js';
import { claimPidFile } from '../../../desk/src/database/pid-file.js';
import { bundle, type Child, type Program } from '../support/child.js';

/** Locks the directory, tells an address and waits to be killed. */
const HOLDER = `
  import { lockDirectory } from './database/lock.js';
  import { claimPidFile } from './database/pid-file.js';
  const [directory, kind] = process.argv.slice(2);
  const lock = await (kind === 'pid file' ? lockDirectory(directory, claimPidFile) : lockDirectory(directory));
  await lock.tell('http://127.0.0.1:4000');
  console.log('locked');
  setInterval(() => {}, 1000);`;

let program: Program;
let directory: string;
const holders: Child[] = [];
beforeAll(async () => {
  program = await bundle(HOLDER);
});
afterAll(() => program.remove());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convot-lock-'));
});
afterEach(async () => {
  await Promise.all(holders.splice(0).map((holder) => holder.stop('SIGKILL')));
  await rm(directory, { recursive: true });
});

function startHolder(kind: string): Child {
  const holder = program.start([directory, kind]);
  holders.push(holder);
  return holder;
}

const kinds = process.platform === 'linux' ? ['abstract socket', 'pid file'] : ['pid file'];

describe.each(kinds)('a data directory locked by %s', (kind) => {
  const lock = () => (kind === 'pid file' ? lockDirectory(directory, claimPidFile) : lockDirectory(directory));

  it('is refused in a sentence that names the holder and what to do, and is free again after kill -9', async () => {
    const holder = startHolder(kind);
    await holder.line(/^locked$/);

    const error = (await lock().catch((cause: unknown) => cause)) as DatabaseError;
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error.code).toBe('directory_held');
    expect(error.message).toContain(`process id ${holder.pid}, started 20`);
    expect(error.message).toContain('http://127.0.0.1:4000');
    expect(error.message).toContain('--data DIR');

    await holder.stop('SIGKILL');
    await (await lock()).release();
  });

  it('is free again once released, and leaves nothing behind', async () => {
    const held = await lock();
    await held.release();
    expect(await readdir(directory)).toEqual([]);
    await (await lock()).release();
  });

  it('is given to exactly one of many that ask at once', async () => {
    const asking = Array.from({ length: 4 }, () => startHolder(kind));
    const answers = await Promise.allSettled(asking.map((holder) => holder.line(/^locked$/).then(() => holder)));
    const won = answers.filter((answer) => answer.status === 'fulfilled');
    // Those that lost end with the error; the winner stays.
    expect(won).toHaveLength(1);
  });
});

it('a pid file of a process that is gone, or that holds no number, is set aside', async () => {
  await writeFile(join(directory, 'desk.pid'), 'nonsense');
  const held = await lockDirectory(directory, claimPidFile);
  expect((await readdir(directory)).sort()).toEqual(['desk.pid', 'holder.json']);
  await held.release();
});
