/** Moments of a page's life that matter to the client. */
export interface PageMoments {
  /** A good moment to work: the page has nothing better to do, or the tab or the network came back. */
  readonly onMoment: () => void;
  /** The page goes away, perhaps into the back/forward cache. */
  readonly onLeave: () => void;
  /** It came out of that cache: nobody is named any more. */
  readonly onRestore: () => void;
}

/** Watches without an `unload` handler: the host page keeps its back/forward cache. @returns what stops it */
export function watchPage({ onMoment, onLeave, onRestore }: PageMoments): () => void {
  const stop = new AbortController();
  const listen = (name: string, listener: (event: Event) => void) =>
    addEventListener(name, listener, { signal: stop.signal });
  listen('pagehide', onLeave);
  listen('pageshow', (event) => (event as PageTransitionEvent).persisted && onRestore());
  listen('online', onMoment);
  // It bubbles from the document.
  listen('visibilitychange', () => document.visibilityState === 'visible' && onMoment());
  // Safari has no requestIdleCallback.
  (globalThis.requestIdleCallback ?? setTimeout)(onMoment);
  return () => stop.abort();
}
