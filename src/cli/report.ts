import type { Finding, Outcome } from './findings.js';
import { MARKS, REMEDY_MARK, RULES, SUMMARY } from './text.js';

export interface ReportOptions {
  readonly endpoint: string;
  readonly url: URL;
  readonly json: boolean;
  /** Whether hints fail the check too. */
  readonly strict: boolean;
}

/** What a check found, for people or programs, and whether it passes. */
export function report(findings: readonly Finding[], options: ReportOptions): { text: string; passed: boolean } {
  const counts: Record<Outcome, number> = { kept: 0, broken: 0, hint: 0, unchecked: 0 };
  for (const { outcome } of findings) counts[outcome] += 1;
  const passed = counts.broken === 0 && !(options.strict && counts.hint > 0);
  // Without user, password and query, any of which may be a secret.
  const address = options.url.origin + options.url.pathname;
  const head = { endpoint: options.endpoint, address };
  const text = options.json
    ? JSON.stringify({ ...head, passed, counts, rules: findings.map(entry) }, null, 2)
    : [address, ...findings.map(line), SUMMARY(counts)].join('\n');
  return { text, passed };
}

function entry({ rule, outcome, reason }: Finding) {
  const { says, remedy } = RULES[rule];
  return { rule, outcome, says, ...(reason !== undefined && { reason }), ...(needsRemedy(outcome) && { remedy }) };
}

function line({ rule, outcome, reason }: Finding): string {
  const { says, remedy } = RULES[rule];
  const first = `${MARKS[outcome]} ${says}${reason === undefined ? '' : `: ${reason}`}`;
  return needsRemedy(outcome) ? `${first}\n  ${REMEDY_MARK} ${remedy}` : first;
}

function needsRemedy(outcome: Outcome): boolean {
  return outcome === 'broken' || outcome === 'hint';
}
