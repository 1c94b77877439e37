/** What has the focus, looked for inside open shadow roots too. */
export function focused(): HTMLElement | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active as HTMLElement | null;
}

/** Keeps Tab inside a panel that covers the page. */
export function keepInside(event: KeyboardEvent, root: ShadowRoot): void {
  const stops = [...root.querySelectorAll<HTMLElement>('button, textarea, input, a, .log')];
  if (event.shiftKey) stops.reverse();
  const at = stops.indexOf(root.activeElement as HTMLElement);
  if (at >= 0 && at < stops.length - 1) return;
  event.preventDefault();
  stops[0]?.focus();
}
