import { type ConvotContextElement, defineContext } from 'convot/context';
import type { CustomerContext, Fact, NamedFact } from 'convot/protocol';

/** Noon of the day on which every sample fact is taken in. */
export const NOON = Date.parse('2026-07-01T12:00:00Z');

/** A verified fact of a token, five minutes before {@link NOON}. */
export function fact<V>(value: V, more: Partial<Fact<V>> = {}): Fact<V> {
  return { value, source: 'token', trust: 'verified', at: '2026-07-01T11:55:00Z', ...more };
}

export function named<V>(key: string, value: V, more: Partial<Fact<V>> = {}): NamedFact<V> {
  return { key, ...fact(value, more) };
}

export const NOTHING: CustomerContext = {
  email: null,
  name: null,
  external_id: null,
  user_detail: [],
  custom_data: [],
};

export const ADA: CustomerContext = {
  email: fact('ada@example.com'),
  name: fact('Ada Lovelace'),
  external_id: fact('user_123', { source: 'identify' }),
  user_detail: [named('plan', 'pro'), named('address', { city: 'London', lines: ['12 St James', 'Square'] })],
  custom_data: [
    named('shopify_store', 'acme.myshopify.com', { source: 'identify' }),
    named('order_count', 42, { source: 'identify', trust: 'unverified' }),
    named('active', true, { source: 'identify' }),
  ],
};

/** An element in the page with this context, already drawn. */
export function show(data: CustomerContext | null): { element: ConvotContextElement; root: ShadowRoot } {
  defineContext();
  const element = document.createElement('convot-context') as ConvotContextElement;
  element.locale = 'en';
  element.now = () => NOON;
  element.data = data;
  document.body.append(element);
  return { element, root: rootOf(element) };
}

export function rootOf(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error('the element has no shadow root');
  return element.shadowRoot;
}

/** The row whose key reads so. */
export function row(root: ParentNode, key: string): Element {
  const rows = [...root.querySelectorAll('.row')];
  const found = rows.find((candidate) => candidate.querySelector('dt')?.textContent === key);
  if (!found) throw new Error(`no row ${key} among ${rows.map((one) => one.querySelector('dt')?.textContent)}`);
  return found;
}
