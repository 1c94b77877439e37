import type { ContextLookup, ConvotContextElement } from 'convot/context';
import type { CustomerContext } from 'convot/protocol';
import { h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { LOCALE } from '../locales/index.js';

interface ContextSidebarProps {
  /** `undefined`: the lookup alone. */
  readonly context: CustomerContext | undefined;
  readonly lookup?: ContextLookup | null;
  readonly onRefresh?: () => void;
}

/** The `<convot-context>` element, fed by property. */
export function ContextSidebar({ context, lookup = null, onRefresh }: ContextSidebarProps) {
  const element = useRef<ConvotContextElement>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    element.current.locale = LOCALE;
    element.current.data = context;
  }, [context]);
  useLayoutEffect(() => {
    if (element.current) element.current.lookup = lookup;
  }, [lookup]);
  return h('convot-context', { ref: element, onlookuprefresh: onRefresh });
}
