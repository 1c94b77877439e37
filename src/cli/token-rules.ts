import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { importIdentityKey } from '../proof/keys.js';
import { openToken } from '../proof/open.js';
import { isPlainObject, type OpenedToken } from '../proof/payload.js';
import { TOKEN_REFUSALS, type TokenRefusal } from '../proof/refusals.js';
import { ConvotError, personOfToken, TOKEN_AGE_S } from '../protocol/index.js';
import type { Findings, RuleName } from './findings.js';
import { REASONS } from './text.js';

/** The rules of a token. The first seven are judged by opening it as a desk does, in the order in which that checks. */
const OPENING_RULES = [
  ...(['token_size', 'token_format', 'token_algorithm', 'token_key', 'token_times'] as const),
  ...(['token_audience', 'token_payload'] as const),
] as const;
const CONTENT_RULES = [
  ...(['token_lifetime', 'token_roots', 'token_person'] as const),
  ...(['recommended_email', 'recommended_name', 'recommended_stripe'] as const),
] as const;
export const TOKEN_RULES: readonly RuleName[] = [...OPENING_RULES, ...CONTENT_RULES];

/** Which rule a desk's refusal breaks. */
const BROKEN_RULE: Readonly<Record<TokenRefusal, (typeof OPENING_RULES)[number]>> = {
  too_large: 'token_size',
  not_a_token: 'token_format',
  wrong_algorithm: 'token_algorithm',
  compressed: 'token_algorithm',
  unknown_key: 'token_key',
  wrong_key: 'token_key',
  missing_claim: 'token_times',
  bad_claim: 'token_times',
  expired: 'token_times',
  too_old: 'token_times',
  issued_in_future: 'token_times',
  not_yet_valid: 'token_times',
  wrong_audience: 'token_audience',
  bad_payload: 'token_payload',
};

/** The roots that a desk reads, and the claims of RFC 7519 §4.1. */
const KNOWN_ROOTS = new Set(['userDetail', 'integrations', 'sub', 'iss', 'aud', 'exp', 'nbf', 'iat', 'jti']);

export interface TokenCheck {
  readonly key: string;
  readonly app?: string | undefined;
}

/** Opens a token as a desk would, and tells which of its rules are kept. */
export async function judgeToken(findings: Findings, token: string, { key, app }: TokenCheck): Promise<void> {
  const payload = await payloadOf(token, key);
  const audience = app ?? audienceOf(payload);
  try {
    const keys = [{ key, ...kidOf(token) }];
    const opened = await openToken(token, { keys, audience: audience ?? 'any' });
    for (const rule of OPENING_RULES) findings.judge(rule, null);
    if (app === undefined && audience !== undefined) findings.skip(['token_audience'], REASONS.noApp);
    judgeContent(findings, opened, payload ?? {});
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    judgeRefusal(findings, refusal, payload !== null);
  }
}

function judgeRefusal(findings: Findings, refusal: TokenRefusal, parsed: boolean): void {
  const broken = BROKEN_RULE[refusal];
  findings.skip(TOKEN_RULES, REASONS.tokenUnopened);
  for (const rule of OPENING_RULES) {
    if (rule === broken) break;
    // What is no object has neither times nor an audience that could be right.
    if (parsed || (rule !== 'token_times' && rule !== 'token_audience')) findings.judge(rule, null);
  }
  findings.judge(broken, TOKEN_REFUSALS[refusal]);
}

function judgeContent(findings: Findings, opened: OpenedToken, payload: Readonly<Record<string, unknown>>): void {
  const { iat, exp, userDetail, integrations } = opened;
  findings.judge('token_lifetime', exp - iat > TOKEN_AGE_S ? REASONS.lifetime(exp - iat) : null);
  const unread = Object.keys(payload).filter((root) => !KNOWN_ROOTS.has(root));
  findings.judge('token_roots', unread.length > 0 ? REASONS.fields(unread.join(', ')) : null, 'hint');
  findings.judge('token_person', personOfToken(opened) ? null : REASONS.absent, 'hint');
  const stripe = isPlainObject(integrations.stripe) ? integrations.stripe.customerId : undefined;
  findings.judge('recommended_email', isText(userDetail.email) ? null : REASONS.absent, 'hint');
  findings.judge('recommended_name', isText(userDetail.name) ? null : REASONS.absent, 'hint');
  findings.judge('recommended_stripe', isText(stripe) ? null : REASONS.absent, 'hint');
}

/** The payload before any claim is checked; `null` when it cannot be had. */
async function payloadOf(token: string, key: string): Promise<Record<string, unknown> | null> {
  try {
    const { plaintext } = await compactDecrypt(token, await importIdentityKey(key), { maxDecompressedLength: 0 });
    const parsed: unknown = JSON.parse(new TextDecoder().decode(plaintext));
    return isPlainObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function audienceOf(payload: Record<string, unknown> | null): string | undefined {
  const named = payload?.aud;
  const first: unknown = Array.isArray(named) ? named[0] : named;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

/** Which of two live keys a token names is the desk's to know; here there is one, whatever it is called. */
function kidOf(token: string): { kid?: string } {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? { kid } : {};
  } catch {
    return {};
  }
}

function refusalOf(error: unknown): TokenRefusal | undefined {
  const { reason } = error instanceof ConvotError ? error : {};
  return reason !== undefined && isRefusal(reason) ? reason : undefined;
}

function isRefusal(reason: string): reason is TokenRefusal {
  return Object.hasOwn(TOKEN_REFUSALS, reason);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
