import type { Fact } from 'convot/protocol';
import type { schema } from '../database/index.js';

/** A stored fact that has a value. */
export type FactRow = Pick<
  typeof schema.facts.$inferSelect,
  'root' | 'key' | 'value' | 'previous' | 'source' | 'trust' | 'at'
>;

/** The fields that name a contact in headers and lists. */
export type LabelKey = 'email' | 'name' | 'external_id';

export const LABEL_KEYS: readonly LabelKey[] = ['email', 'name', 'external_id'];

/**
 * The fact that a header shows: what the sealed token says, else a proven claim, else an unproven one; the latest of
 * equals. Only text will do.
 */
export function bestFact<R extends FactRow>(rows: readonly R[], key: LabelKey): R | null {
  const usable = rows.filter((row) => row.key === key && isLabelText(row));
  return usable.sort((a, b) => rank(a) - rank(b) || b.at.getTime() - a.at.getTime())[0] ?? null;
}

/** The three texts of a header. */
export function labelTexts(rows: readonly FactRow[]): Readonly<Record<LabelKey, string | null>> {
  const text = (key: LabelKey) => (bestFact(rows, key)?.value as string | undefined) ?? null;
  return { email: text('email'), name: text('name'), external_id: text('external_id') };
}

/**
 * Whether a header can show the value: a token's fields may be anything. Its `external_id` is none of the desk's: the
 * person that a token names is noted as a claim.
 */
export function isLabelText({ root, key, value }: FactRow): boolean {
  const isOfHeader = root === 'claim' || (root === 'user_detail' && key !== 'external_id');
  return isOfHeader && typeof value === 'string' && value !== '';
}

function rank({ root, trust }: FactRow): number {
  if (root === 'user_detail') return 0;
  return trust === 'verified' ? 1 : 2;
}

/** A fact as windows get it. */
export function toFact<V>(row: FactRow): Fact<V> {
  return {
    value: row.value as V,
    source: row.source,
    trust: row.trust,
    at: row.at.toISOString(),
    ...(row.previous !== null && { previous: row.previous }),
  };
}
