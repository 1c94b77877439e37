import { judgeAddress, judgeReply, mayNotBeStored } from './answer-rules.js';
import { ask, type Reply, type Silence } from './asking.js';
import { type Finding, Findings, IDENTITY_RULES } from './findings.js';
import { REASONS } from './text.js';
import { judgeToken, TOKEN_RULES } from './token-rules.js';

export interface IdentityCheck {
  readonly url: URL;
  readonly key: string;
  /** The cookie header of a logged-in session. */
  readonly cookie?: string | undefined;
  /** The app's id. */
  readonly app?: string | undefined;
  readonly limitMs?: number | undefined;
}

/** A site that cannot exist (RFC 6761 §6.4), so no endpoint can have allowed it on purpose. */
const OTHER_SITE = 'https://another-site.invalid';

/** Holds an identity endpoint to Megadesk's contract. */
export async function checkIdentity(check: IdentityCheck): Promise<readonly Finding[]> {
  const findings = new Findings();
  const { url, cookie, limitMs } = check;
  if (!judgeAddress(findings, url)) return findings.of(IDENTITY_RULES, REASONS.notAsked);
  const asked = (headers: Readonly<Record<string, string>>) =>
    ask({ url, headers, ...(limitMs !== undefined && { limitMs }) });
  const session = cookie === undefined ? {} : { Cookie: cookie };

  const bare = await asked({});
  const reply = cookie === undefined ? bare : await asked(session);
  if (judgeReply(findings, reply)) {
    const identity = readIdentity(reply.body);
    findings.judge('identity_shape', identity === undefined ? REASONS.shape : null);
    findings.judge('identity_no_store', mayNotBeStored(reply) ? null : REASONS.cacheable);
    findings.judge('logged_out', notLoggedOut(bare));
    if (cookie === undefined) findings.skip(['logged_in'], REASONS.noCookie);
    else findings.judge('logged_in', typeof identity === 'string' ? null : REASONS.noToken);
    judgeCrossSite(findings, await asked({ ...session, Origin: OTHER_SITE, 'Sec-Fetch-Site': 'cross-site' }));
    if (typeof identity === 'string') await judgeToken(findings, identity, check);
    else findings.skip(TOKEN_RULES, cookie === undefined ? REASONS.noCookie : REASONS.noTokenToOpen);
  }
  return findings.of(IDENTITY_RULES, REASONS.notReached);
}

/** The token, `null` for nobody, `undefined` for another shape. */
function readIdentity(body: unknown): string | null | undefined {
  if (typeof body !== 'object' || body === null || !('identity' in body)) return undefined;
  const { identity } = body;
  return identity === null || typeof identity === 'string' ? identity : undefined;
}

function notLoggedOut(reply: Reply | Silence): string | null {
  if ('failed' in reply) return REASONS.network(reply.failed);
  const identity = readIdentity(reply.body);
  if (typeof identity === 'string') return REASONS.token;
  if (reply.status !== 200) return REASONS.answered(reply.status);
  return identity === null ? null : REASONS.shape;
}

/** A browser hides such an answer from the page unless a CORS header shows it; better never to send it. */
function judgeCrossSite(findings: Findings, reply: Reply | Silence): void {
  const sent = 'body' in reply && typeof readIdentity(reply.body) === 'string';
  if (!sent) {
    findings.judge('cross_site', null);
    return;
  }
  const allowed = reply.headers.get('Access-Control-Allow-Origin');
  if (allowed === '*' || allowed === OTHER_SITE) findings.judge('cross_site', REASONS.readable);
  else findings.judge('cross_site', REASONS.unreadable, 'hint');
}
