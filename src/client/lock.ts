/** How long to wait for another tab's turn, in milliseconds. A tab that was frozen with the lock keeps it. */
const LOCK_WAIT_MS = 5_000;

/**
 * Runs work while no other tab runs its own, as far as the browser can arrange that. It saves requests; the desk
 * knows each entry by its lane and seq, so two senders do no harm.
 */
export async function inTurnOfTabs(name: string, work: () => Promise<void>): Promise<void> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(LOCK_WAIT_MS) }, begin);
  } catch (error) {
    // No locks here, or somebody sleeps on this one.
    if (hasBegun) throw error;
    await work();
  }
}
