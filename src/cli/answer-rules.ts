import { BlockList, isIP } from 'node:net';
import { LOOKUP_TIME_MS } from '../protocol/index.js';
import { LATE, type Reply, type Silence } from './asking.js';
import type { Findings, RuleName } from './findings.js';
import { REASONS } from './text.js';

/** What can be said of an address before anyone asks it. @returns whether a secret may be sent there at all */
export function judgeAddress(findings: Findings, url: URL): boolean {
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(hostOf(url)));
  const clean = findings.judge('clean_address', url.username || url.password ? REASONS.credentials : null);
  return findings.judge('https', secure ? null : REASONS.plainHttp) && clean;
}

/** This machine is fine for a check, and says nothing of the address that the desk will get. */
export function judgePublic(findings: Findings, url: URL): void {
  const host = hostOf(url);
  if (isLoopback(host)) findings.skip(['public'], REASONS.local);
  else findings.judge('public', isPrivate(host) ? REASONS.private : null, 'hint');
}

/** The rules that both endpoints share, each judged only when those before it are kept. @returns whether all are */
export function judgeReply(findings: Findings, reply: Reply | Silence): reply is Reply {
  if ('failed' in reply) {
    const { failed } = reply;
    return findings.judge('reached', failed === LATE ? REASONS.late(LOOKUP_TIME_MS / 1_000) : REASONS.network(failed));
  }
  const { status } = reply;
  const redirected = status >= 300 && status < 400;
  const parsed = reply.body === undefined ? REASONS.notJson : null;
  const rules: readonly (readonly [RuleName, string | null])[] = [
    ['reached', null],
    ['no_redirect', redirected ? REASONS.answered(status) : null],
    ['status', status === 200 ? null : REASONS.answered(status)],
    ['size', reply.tooLarge ? REASONS.tooLarge : null],
    ['json', reply.jsonType ? parsed : REASONS.type],
  ];
  return rules.every(([rule, reason]) => findings.judge(rule, reason));
}

/** A header of caches, which may list several words. */
export function mayNotBeStored({ headers }: Reply): boolean {
  return /(?:^|,)\s*no-store\s*(?:,|$)/i.test(headers.get('Cache-Control') ?? '');
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host);
}

function isPrivate(host: string): boolean {
  return isIn(PRIVATE, host) || /\.(?:local|internal|lan|home\.arpa)$/.test(host) || !/[.:]/.test(host);
}

function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Not the whole of what a desk refuses, only what people enter by mistake (RFC 1918, RFC 3927, RFC 4193, RFC 6598). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
