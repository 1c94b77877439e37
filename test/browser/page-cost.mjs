// What a page can see of its own cost. Each function runs in the page, before everything else there.

/**
 * The browser calls a page idle when it likes. Here it is idle when `becomeIdle()` is called, and not before.
 */
export function holdIdle() {
  /** @type {IdleRequestCallback[]} */
  const held = [];
  window.requestIdleCallback = (work) => held.push(work);
  Object.assign(window, {
    becomeIdle() {
      for (const work of held.splice(0)) work({ didTimeout: false, timeRemaining: () => 50 });
    },
  });
}

/**
 * Collects every layout shift in `window.shifts`, also those right after a click, which a CLS score would forgive.
 * @see https://wicg.github.io/layout-instability/
 */
export function watchShifts() {
  /** @type {number[]} */
  const shifts = [];
  Object.assign(window, { shifts });
  const seen = (/** @type {PerformanceObserverEntryList} */ list) => {
    for (const entry of list.getEntries())
      shifts.push(/** @type {PerformanceEntry & { value: number }} */ (entry).value);
  };
  new PerformanceObserver(seen).observe({ type: 'layout-shift', buffered: true });
}
