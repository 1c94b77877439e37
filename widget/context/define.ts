import { h, render } from 'preact';
import type { CustomerContext } from '../../src/protocol/index.js';
import { changedRows } from './changes.js';
import css from './context.css';
import { textsFor } from './locales/index.js';
import lookupCss from './lookup/lookup.css';
import type { ContextLookup } from './lookup/types.js';
import { ContextView } from './view.js';

/** The tag that {@link defineContext} registers when it is given no other. */
const TAG = 'convot-context';

/** How often "2 minutes ago" is told anew, in milliseconds. */
const TICK_MS = 30_000;

/** The agent's view of a customer. It holds no data of its own and fetches nothing: a desk sets {@link ConvotContextElement.data}. */
export interface ConvotContextElement extends HTMLElement {
  /**
   * What to show; `null` (the default) shows that nothing is known, `undefined` leaves the customer out, for a page that
   * shows a lookup alone. Setting it again marks the rows that changed.
   */
  data: CustomerContext | null | undefined;
  /**
   * A ticket's lookup, shown below the customer; `null` (the default) shows none. Its Refresh button fires the element's
   * `lookuprefresh` event and does nothing else.
   */
  lookup: ContextLookup | null;
  /** A BCP 47 tag for texts and times. Default: the document's language, else English. */
  locale: string;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now: () => number;
}

/**
 * Registers `<convot-context>`. Calling it again does nothing; importing this module never does anything.
 *
 * @param tag - the element's name, for pages on which the usual one is taken. Default `convot-context`.
 * @throws TypeError where there is no custom element registry, as on a server.
 */
export function defineContext(tag: string = TAG): void {
  if (typeof customElements === 'undefined') {
    throw new TypeError('defineContext() needs a browser: call it where the page runs');
  }
  if (!customElements.get(tag)) customElements.define(tag, contextClass());
}

/** Made on call, because `HTMLElement` does not exist where the module may be imported. */
function contextClass(): CustomElementConstructor {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + lookupCss);

  return class extends HTMLElement implements ConvotContextElement {
    readonly #root = this.attachShadow({ mode: 'open' });
    #data: CustomerContext | null | undefined = null;
    #lookup: ContextLookup | null = null;
    #locale = '';
    #now: () => number = () => Date.now();
    #changed: ReadonlyMap<string, number> = new Map();
    #timer: ReturnType<typeof setInterval> | undefined;

    get data(): CustomerContext | null | undefined {
      return this.#data;
    }
    set data(data: CustomerContext | null | undefined) {
      this.#changed = changedRows(this.#data ?? null, data ?? null, this.#changed);
      this.#data = data;
      this.#draw();
    }

    get lookup(): ContextLookup | null {
      return this.#lookup;
    }
    set lookup(lookup: ContextLookup | null) {
      this.#lookup = lookup;
      this.#draw();
    }

    get locale(): string {
      return this.#locale || document.documentElement.lang || 'en';
    }
    set locale(locale: string) {
      this.#locale = locale;
      this.#draw();
    }

    get now(): () => number {
      return this.#now;
    }
    set now(now: () => number) {
      this.#now = now;
      this.#draw();
    }

    connectedCallback(): void {
      this.#root.adoptedStyleSheets = [sheet];
      for (const name of ['locale', 'now', 'data', 'lookup'] as const) this.#adopt(name);
      this.#timer = setInterval(() => this.#draw(), TICK_MS);
      this.#draw();
    }

    disconnectedCallback(): void {
      clearInterval(this.#timer);
      render(null, this.#root);
    }

    /** A property set before the element was defined hides the accessor: it is taken off and set again. */
    #adopt(name: 'data' | 'locale' | 'lookup' | 'now'): void {
      if (!Object.hasOwn(this, name)) return;
      const value = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }

    #draw(): void {
      if (!this.isConnected) return;
      const locale = this.locale;
      const reader = { texts: textsFor(locale), locale, now: this.#now() };
      const onRefresh = () => void this.dispatchEvent(new CustomEvent('lookuprefresh'));
      const [data, lookup, changed] = [this.#data, this.#lookup, this.#changed];
      render(h(ContextView, { data, lookup, changed, reader, onRefresh }), this.#root);
    }
  };
}
