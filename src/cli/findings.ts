/** The rules of the identity endpoint, in the order in which they are told. */
export const IDENTITY_RULES = [
  ...(['https', 'clean_address', 'reached', 'no_redirect', 'status', 'json', 'size', 'identity_shape'] as const),
  ...(['identity_no_store', 'logged_out', 'logged_in', 'cross_site', 'token_size', 'token_format'] as const),
  ...(['token_algorithm', 'token_key', 'token_times', 'token_lifetime', 'token_audience', 'token_payload'] as const),
  ...(['token_roots', 'token_person', 'recommended_email', 'recommended_name', 'recommended_stripe'] as const),
] as const;

/** The rules of the Customer Context endpoint, in the order in which they are told. */
export const CONTEXT_RULES = [
  ...(['https', 'clean_address', 'public', 'reached', 'no_redirect', 'status', 'json', 'size', 'object'] as const),
  ...(['known', 'unknown', 'missing', 'format', 'bearer_missing', 'bearer_wrong', 'context_no_store'] as const),
  ...(['signature', 'no_secrets', 'links'] as const),
] as const;

export type RuleName = (typeof IDENTITY_RULES | typeof CONTEXT_RULES)[number];

/** `hint` is advice: it fails a check only under `--strict`. */
export type Outcome = 'kept' | 'broken' | 'hint' | 'unchecked';

/** What became of one rule. The reason is a text of the table, never a value of an answer. */
export interface Finding {
  readonly rule: RuleName;
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** What became of each rule; a rule that nobody judged is `unchecked`. */
export class Findings {
  readonly #found = new Map<RuleName, Finding>();

  /** Judges a rule: kept without a reason, else `broken` (or what `otherwise` says). @returns whether it is kept */
  judge(rule: RuleName, reason: string | null, otherwise: Outcome = 'broken'): boolean {
    this.#found.set(rule, reason === null ? { rule, outcome: 'kept' } : { rule, outcome: otherwise, reason });
    return reason === null;
  }

  /** Says why these rules could not be judged. */
  skip(rules: readonly RuleName[], reason: string): void {
    for (const rule of rules) this.judge(rule, reason, 'unchecked');
  }

  /** All of these rules in their order; those that nobody judged with this reason. */
  of(rules: readonly RuleName[], reason: string): readonly Finding[] {
    return rules.map((rule) => this.#found.get(rule) ?? { rule, outcome: 'unchecked', reason });
  }
}
