// Reads what a page's main thread did out of a Chromium trace.

/** Tasks that block the page for longer than this are long ones, in milliseconds. @see https://www.w3.org/TR/longtasks-1/ */
const LONG_TASK_MS = 50;

/** What a trace must contain for {@link mainThread}. */
export const TRACE_CATEGORIES = [
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'toplevel',
  'v8',
];

/**
 * @typedef {object} TraceEvent
 * @property {string} name
 * @property {number} pid
 * @property {number} tid
 * @property {number} ts microseconds on the clock
 * @property {number} [tts] microseconds that its thread had run until then: whoever else uses the machine takes no part
 * @property {number} [tdur] microseconds that its thread ran during the event
 * @property {{ fileName?: string, data?: { url?: string, documentLoaderURL?: string } }} [args]
 */

/**
 * What the page's main thread did from its navigation on, in milliseconds.
 * @typedef {object} MainThread
 * @property {number} busy in all tasks together
 * @property {number} ours in our scripts: compiling, evaluating, and what the browser called of them
 * @property {number} longest the longest task in which a script of ours ran; 0 when none did
 * @property {number} longTasks how many of those were long
 */

/** @param {TraceEvent} event */
const start = ({ tts = 0 }) => tts;
/** @param {TraceEvent} event */
const end = ({ tts = 0, tdur = 0 }) => tts + tdur;

/**
 * Time that at least one of the events covers: they lie in one another.
 * @param {readonly TraceEvent[]} events @returns {number} microseconds
 */
function covered(events) {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const event of [...events].sort((one, other) => start(one) - start(other))) {
    sum += Math.max(0, end(event) - Math.max(start(event), until));
    until = Math.max(until, end(event));
  }
  return sum;
}

/**
 * @param {string} text the trace, JSON
 * @param {string} page the page's address
 * @param {RegExp} scripts the addresses of our scripts
 * @returns {MainThread}
 */
export function mainThread(text, page, scripts) {
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse(text);
  const navigation = traceEvents.find(
    ({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL === page,
  );
  if (!navigation) throw new Error(`The trace has no navigation to ${page}.`);
  const isOnMainThread = (/** @type {TraceEvent} */ { pid, tid }) => pid === navigation.pid && tid === navigation.tid;
  const events = traceEvents.filter((event) => isOnMainThread(event) && event.ts >= navigation.ts);
  const tasks = events.filter(({ name }) => name === 'RunTask');
  const own = events.filter(({ args }) => scripts.test(args?.data?.url ?? args?.fileName ?? ''));
  const withUs = tasks.filter((task) => own.some((event) => event.ts >= task.ts && start(event) < end(task)));
  const lengths = withUs.map(({ tdur = 0 }) => tdur / 1_000);
  return {
    busy: covered(tasks) / 1_000,
    ours: covered(own) / 1_000,
    longest: Math.max(0, ...lengths),
    longTasks: lengths.filter((length) => length > LONG_TASK_MS).length,
  };
}
