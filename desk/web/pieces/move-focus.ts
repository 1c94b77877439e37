/** Which neighbour each key leads to. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A key handler for a list of links: arrow keys, Home and End move the focus from link to link. */
export function moveFocus(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const { currentTarget: list, target } = event;
  if (!step || !(list instanceof HTMLElement) || !(target instanceof HTMLAnchorElement)) return;
  const links = [...list.querySelectorAll<HTMLAnchorElement>('a[href]')];
  event.preventDefault();
  links[step(links.indexOf(target), links.length)]?.focus();
}
