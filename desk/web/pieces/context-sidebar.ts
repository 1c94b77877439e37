import type { ConvotContextElement } from 'convot/context';
import type { CustomerContext } from 'convot/protocol';
import { h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { LOCALE } from '../locales/index.js';

/** The `<convot-context>` element, fed by property. */
export function ContextSidebar({ context }: { readonly context: CustomerContext }) {
  const element = useRef<ConvotContextElement>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    element.current.locale = LOCALE;
    element.current.data = context;
  }, [context]);
  return h('convot-context', { ref: element });
}
