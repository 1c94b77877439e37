/**
 * Watches without an `unload` handler: the host page keeps its back/forward cache.
 *
 * @param onMoment - a good moment to work: the page has nothing better to do, or the tab or the network came back.
 * @param onLeave - the page goes away, perhaps into the back/forward cache.
 * @param onForbidden - its Content-Security-Policy stopped a connection.
 * @param onRestore - it came out of that cache: nobody is named any more.
 */
export function watchPage(
  { signal }: AbortController,
  onMoment: () => void,
  onLeave: () => void,
  onRestore: () => void,
  onForbidden: () => void,
): void {
  const listen = (name: string, listener: (event: Event) => void) => addEventListener(name, listener, { signal });
  listen('pagehide', onLeave);
  listen('pageshow', (event) => (event as PageTransitionEvent).persisted && onRestore());
  listen('online', onMoment);
  listen('securitypolicyviolation', (event) => {
    if ((event as SecurityPolicyViolationEvent).effectiveDirective === 'connect-src') onForbidden();
  });
  // It bubbles from the document.
  listen('visibilitychange', () => document.hidden || onMoment());
  // Safari has no requestIdleCallback.
  (window.requestIdleCallback ?? setTimeout)(onMoment);
}
