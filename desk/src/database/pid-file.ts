import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The lock of systems without abstract sockets: a file with the holder's process id. A file whose process is gone
 * is set aside; one whose id went to another program must be deleted by hand.
 *
 * @returns what gives it back, or `null` when a living process has it.
 */
export async function claimPidFile(directory: string): Promise<(() => Promise<void>) | null> {
  const file = join(directory, 'desk.pid');
  const mine = `${file}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    // A hard link is made whole or not at all, and never over another.
    if (!(await linked(mine, file))) {
      if (isAlive(Number(await readFile(file, 'utf8')))) return null;
      const stale = `${mine}.stale`;
      await rename(file, stale);
      const moved = Number(await readFile(stale, 'utf8'));
      // Between the look and the move somebody else may have set the stale file aside and locked anew.
      if (isAlive(moved)) await linked(stale, file);
      await rm(stale, { force: true });
      if (!(await linked(mine, file))) return null;
    }
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(file, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Signal 0 tests for a process; `EPERM` means that it lives under another user. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
