/** How long to wait for another tab's turn, in milliseconds. A tab that was frozen with the lock keeps it. */
const LOCK_WAIT_MS = 5_000;

/**
 * Runs work while no other tab runs its own, as far as the browser can arrange that: it saves requests. The desk knows
 * each entry by its lane and seq, so two senders do no harm.
 *
 * @param name - the lock's, shared by the tabs.
 */
export async function inTurnOfTabs(name: string, work: () => Promise<void>): Promise<void> {
  let begun: Promise<void> | undefined;
  const begin = () => {
    begun ??= work();
    return begun;
  };
  // No locks on plain http. Where somebody sleeps on this one, or the browser refuses it, the wait ends without it.
  await navigator.locks?.request(name, { signal: AbortSignal.timeout(LOCK_WAIT_MS) }, begin).catch(begin);
  await begin();
}
