/** How far from the end of the log a reader still follows it, in CSS pixels. */
const NEAR_END_PX = 80;

/** Room for a border above and one below, in CSS pixels. */
const BORDERS_PX = 2;

/** What style sheets can't say: the height of the composer, and where the log stands. */
export interface Layout {
  /** Looks at how things stand, before they are drawn anew. */
  before(): void;
  after(): void;
}

export function createLayout(root: ShadowRoot): Layout {
  let log: HTMLElement | null = null;
  let last: Element | undefined;
  let isAtEnd = true;
  return {
    before() {
      if (log) isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    },
    after() {
      const area = root.querySelector('textarea');
      if (area) {
        area.style.height = 'auto';
        area.style.height = `${area.scrollHeight + BORDERS_PX}px`;
      }
      const before = log;
      log = root.querySelector('.log');
      const newest = [...root.querySelectorAll('.bubble')].at(-1);
      const isOwn = newest !== last && newest?.matches('.own');
      last = newest;
      if (!log) return;
      // What scrolls must be reachable by keyboard (WCAG 2.1.1), and not every browser sees to it.
      log.tabIndex = 0;
      if (isAtEnd || isOwn || log !== before) log.scrollTop = log.scrollHeight;
    },
  };
}
