import type { Trust } from './trust.js';
import type { CustomValue } from './values.js';

/**
 * The customer's context as an agent's window gets it: {@link VISIBILITY} decides what is in it, so
 * `integrations` has no place here. Data for the `<convot-context>` element of any desk.
 */
export interface CustomerContext {
  readonly email: Fact<string> | null;
  readonly name: Fact<string> | null;
  readonly external_id: Fact<string> | null;
  /** Every other field of the last token, in its own order. Values may be nested. */
  readonly user_detail: readonly NamedFact<unknown>[];
  readonly custom_data: readonly NamedFact<CustomValue>[];
}

/** Where a value came from. */
export type FactSource = 'token' | 'identify' | 'ticket_form' | 'email' | 'agent';

/** A value with its provenance. */
export interface Fact<V> {
  readonly value: V;
  readonly source: FactSource;
  readonly trust: Trust;
  /** ISO 8601, UTC: when the desk took it in. */
  readonly at: string;
  /** The value that it replaced; absent when there was none. */
  readonly previous?: unknown;
}

/** A fact of a table. */
export interface NamedFact<V> extends Fact<V> {
  readonly key: string;
}
