import type { Fact, Trust } from 'convot/protocol';
import type { Material } from '../../../desk/src/assist/material.js';
import type { LookupResult, LookupRow } from '../../../desk/wire/lookups.js';

const AT = '2026-07-01T00:00:00.000Z';

export function fact<V>(value: V, trust: Trust = 'verified'): Fact<V> {
  return { value, trust, source: 'identify', at: AT };
}

export function row(label: string, value: string): LookupRow {
  return { label, path: `/${label}`, value, kind: 'text', text: value };
}

export function lookedUp(over: Partial<LookupResult> = {}): LookupResult {
  return {
    status: 'ok',
    reason: null,
    at: AT,
    identifier: 'acct_1',
    reader: 'plain',
    confirmed_for_sender: true,
    is_empty: false,
    heading: 'Customer',
    rows: [row('Plan', 'Pro-of-the-lookup')],
    rows_by: 'plain',
    not_found: [],
    links: [{ label: 'Admin', url: 'https://admin.shop.example/c/1', host: 'admin.shop.example' }],
    summary: null,
    summary_failure: null,
    http_status: 200,
    bytes: 10,
    timing: { extract_ms: 1, fetch_ms: 1, summarise_ms: 1, total_ms: 3 },
    request: null,
    ...over,
  };
}

export function material(over: Partial<Material> = {}): Material {
  return {
    app: 'Shop',
    subject: 'My order',
    messages: [{ author: 'visitor', text: 'Where is it?' }],
    lookup: lookedUp(),
    isLookupPending: false,
    contact: {
      email: fact('ada@shop.example'),
      name: null,
      external_id: null,
      user_detail: [{ key: 'tier', ...fact('gold-of-the-contact') }],
      custom_data: [{ key: 'cart', ...fact('three-of-the-contact', 'unverified') }],
    },
    trust: 'verified',
    excludeUnconfirmed: false,
    ...over,
  };
}
