import { type ContextLookup, type ContextLookupRun, type ConvotContextElement, defineContext } from 'convot/context';
import { NOON, rootOf } from '../sample.js';

/** A run that went well, two minutes before noon. */
export const FOUND: ContextLookupRun = {
  status: 'ok',
  reason: null,
  at: '2026-07-01T11:58:00Z',
  identifier: 'acct_12ab34cd',
  reader: 'plain',
  confirmed_for_sender: true,
  is_empty: false,
  heading: 'Customer',
  rows: [
    { label: 'Plan', path: '/plan', value: 'Pro', text: 'Pro' },
    { label: 'Status', path: '/status', value: 'active', text: 'Active' },
    { label: 'Renews', path: '/renews', value: true, text: 'Yes' },
  ],
  not_found: ['Seats'],
  links: [{ label: 'View in admin', url: 'https://admin.example.com/a/1' }],
  summary: 'A paying customer on Pro.',
  summary_failure: null,
  http_status: 200,
  timing: { total_ms: 412 },
};

export function run(more: Partial<ContextLookupRun> = {}): ContextLookupRun {
  return { ...FOUND, ...more };
}

/** A run that ended so, with nothing found. */
export function ended(status: ContextLookupRun['status'], reason: string | null): ContextLookupRun {
  const nothing = { identifier: null, reader: null, heading: null, rows: [], not_found: [], links: [], summary: null };
  return { ...FOUND, ...nothing, status, reason, http_status: null };
}

/** An element that shows this lookup alone, already drawn. */
export function showLookup(lookup: ContextLookup): { element: ConvotContextElement; root: ShadowRoot } {
  defineContext();
  const element = document.createElement('convot-context') as ConvotContextElement;
  element.locale = 'en';
  element.now = () => NOON;
  element.data = undefined;
  element.lookup = lookup;
  document.body.append(element);
  return { element, root: rootOf(element) };
}
