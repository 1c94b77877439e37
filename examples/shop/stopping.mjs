/** npm passes a Ctrl-C on that the terminal has already sent to everybody: two signals this close are one press. */
const SAME_PRESS_MS = 500;

/** What a shell expects of a process that SIGINT ended. */
const FORCED_EXIT_CODE = 130;

/**
 * Ends the process with 0 once everything is closed; a second Ctrl-C ends it at once.
 *
 * @param {() => Promise<void>} close
 */
export function stopOnSignals(close) {
  /** @type {number | null} */
  let first = null;
  const onSignal = () => {
    if (first !== null) {
      if (Date.now() - first > SAME_PRESS_MS) process.exit(FORCED_EXIT_CODE);
      return;
    }
    first = Date.now();
    close().then(
      () => {
        console.log('\nStopped.');
        process.exit(0);
      },
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, onSignal);
}
