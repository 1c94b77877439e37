import type { CustomerContext } from '../../src/protocol/index.js';

/**
 * Which rows to mark after the context was read again: each changed row's id with how often it changed.
 * Nothing is marked at first sight or when the context is another person's.
 */
export function changedRows(
  before: CustomerContext | null,
  after: CustomerContext | null,
  counts: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (!before || !after || !isSamePerson(before, after)) return new Map();
  const old = rowValues(before);
  const next = new Map(counts);
  for (const [row, value] of rowValues(after)) {
    if (old.get(row) !== value) next.set(row, (counts.get(row) ?? 0) + 1);
  }
  return next;
}

/** A row's id: its section and key. */
export function rowId(section: 'head' | 'user_detail' | 'custom_data', key: string): string {
  return `${section}/${key}`;
}

/** A guest who gave a name is still the same person; two different ids or addresses are not. */
function isSamePerson(a: CustomerContext, b: CustomerContext): boolean {
  const id = [a.external_id?.value, b.external_id?.value];
  const [one, other] = id[0] && id[1] ? id : [a.email?.value, b.email?.value];
  return !one || !other || one === other;
}

function rowValues(context: CustomerContext): Map<string, string | undefined> {
  const rows = new Map<string, string | undefined>();
  for (const key of ['email', 'name', 'external_id'] as const) {
    rows.set(rowId('head', key), JSON.stringify(context[key]?.value));
  }
  for (const section of ['user_detail', 'custom_data'] as const) {
    for (const fact of context[section]) rows.set(rowId(section, fact.key), JSON.stringify(fact.value));
  }
  return rows;
}
