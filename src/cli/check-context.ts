import { makeBearerToken } from '../proof/bearer.js';
import { makeSigningSecret } from '../proof/keys.js';
import { SIGNATURE_HEADER, signRequest } from '../proof/signature.js';
import { judgeAddress, judgePublic, judgeReply, mayNotBeStored } from './answer-rules.js';
import { ask, type Question, type Reply, type Silence } from './asking.js';
import { CONTEXT_RULES, type Finding, Findings } from './findings.js';
import { REASONS } from './text.js';

export interface ContextCheck {
  readonly url: URL;
  readonly token: string;
  /** An identifier that the endpoint knows. */
  readonly id: string;
  /** One that it does not know. */
  readonly unknownId: string;
  readonly parameter: string;
  readonly method: 'GET' | 'POST';
  /** With it every request is signed, and one that isn't must be refused. */
  readonly signingSecret?: string | undefined;
  readonly limitMs?: number | undefined;
}

/** What no desk sends, and what a leaked token would be tried with. */
const STRANGE_IDENTIFIERS = ["' OR '1'='1", 'a'.repeat(300)];

/** Names of fields that no agent needs. Names alone are read, never values. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)|secret|api_?key|private_?key|(?:access|refresh|session)_?token|card_?number|cvc|\bcvv|_hash$|Hash$/i;

/** Holds a Customer Context endpoint to ElkDesk's contract. Reads alone: nothing but GET or POST lookups is sent. */
export async function checkContext(check: ContextCheck): Promise<readonly Finding[]> {
  const findings = new Findings();
  const rules = CONTEXT_RULES.filter((rule) => rule !== 'signature' || check.signingSecret !== undefined);
  judgePublic(findings, check.url);
  if (!judgeAddress(findings, check.url)) return findings.of(rules, REASONS.notAsked);
  const reply = await lookUp(check, check.id);
  if (judgeReply(findings, reply)) judgeFacts(findings, reply);
  if (!('failed' in reply)) {
    await judgeRefusals(findings, check);
    if (check.signingSecret !== undefined) await judgeSignature(findings, check);
  }
  return findings.of(rules, REASONS.notReached);
}

function judgeFacts(findings: Findings, reply: Reply): void {
  const { body } = reply;
  if (!findings.judge('object', isObject(body) ? null : REASONS.answeredBody(reply.status)) || !isObject(body)) return;
  findings.judge('known', isEmpty(body) ? REASONS.empty : null);
  findings.judge('context_no_store', mayNotBeStored(reply) ? null : REASONS.cacheable, 'hint');
  const secrets = secretNames(body);
  findings.judge('no_secrets', secrets.length > 0 ? REASONS.fields(secrets.join(', ')) : null, 'hint');
  findings.judge('links', body.links === undefined || areLinks(body.links) ? null : REASONS.links, 'hint');
}

async function judgeRefusals(findings: Findings, check: ContextCheck): Promise<void> {
  findings.judge('unknown', notEmptyAnswer(await lookUp(check, check.unknownId)));
  findings.judge('missing', notEmptyAnswer(await lookUp(check, null)));
  const strange: (string | null)[] = [];
  for (const identifier of STRANGE_IDENTIFIERS) {
    const reply = await lookUp(check, identifier);
    strange.push('status' in reply && reply.status === 400 ? null : notEmptyAnswer(reply));
  }
  findings.judge('format', strange.find((reason) => reason !== null) ?? null);
  findings.judge('bearer_missing', not401(await lookUp(check, check.id, { token: null })));
  // As long as the right one, and with its beginning: what compares less than the whole lets it in.
  const wrong = check.token.slice(0, -8) + makeBearerToken().slice(0, 8);
  findings.judge('bearer_wrong', not401(await lookUp(check, check.id, { token: wrong })));
}

async function judgeSignature(findings: Findings, check: ContextCheck): Promise<void> {
  const unsigned = not401(await lookUp(check, check.id, { signingSecret: null }));
  const wrong = not401(await lookUp(check, check.id, { signingSecret: makeSigningSecret() }));
  findings.judge('signature', unsigned ?? wrong);
}

/** What a request is proven with; `null` leaves it out. */
interface Proof {
  readonly token?: string | null;
  readonly signingSecret?: string | null | undefined;
}

async function lookUp(check: ContextCheck, identifier: string | null, proof: Proof = {}): Promise<Reply | Silence> {
  const { token, signingSecret } = { token: check.token, signingSecret: check.signingSecret, ...proof };
  const question = lookup(check, identifier, token);
  const { url, method = 'GET', headers, body } = question;
  if (!signingSecret) return ask(question);
  const signature = await signRequest({ url, method, body, secrets: [signingSecret] });
  return ask({ ...question, headers: { ...headers, [SIGNATURE_HEADER]: signature } });
}

function lookup(check: ContextCheck, identifier: string | null, token: string | null): Question {
  const { parameter, method, limitMs } = check;
  const url = new URL(check.url);
  const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
  const shared = { url, method, ...(limitMs !== undefined && { limitMs }) };
  if (method === 'GET') {
    if (identifier !== null) url.searchParams.set(parameter, identifier);
    return { ...shared, headers: authorization };
  }
  const body = JSON.stringify(identifier === null ? {} : { [parameter]: identifier });
  return { ...shared, headers: { ...authorization, 'Content-Type': 'application/json' }, body };
}

function notEmptyAnswer(reply: Reply | Silence): string | null {
  if ('failed' in reply) return REASONS.network(reply.failed);
  if (reply.status !== 200) return REASONS.answered(reply.status);
  if (!isObject(reply.body)) return REASONS.answeredBody(reply.status);
  return isEmpty(reply.body) ? null : REASONS.facts;
}

function not401(reply: Reply | Silence): string | null {
  if ('failed' in reply) return REASONS.network(reply.failed);
  return reply.status === 401 ? null : REASONS.answered(reply.status);
}

/** Where fields are named like secrets, as `billing.card_number`; places in lists are not told. */
function secretNames(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => secretNames(each, path)))];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return SECRET_NAME.test(name) ? [here] : secretNames(inner, here);
  });
}

function areLinks(links: unknown): boolean {
  return Array.isArray(links) && links.every((link) => isObject(link) && isText(link.label) && isWebAddress(link.url));
}

function isWebAddress(url: unknown): boolean {
  return isText(url) && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isEmpty(body: object): boolean {
  return Object.keys(body).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
