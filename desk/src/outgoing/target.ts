import { isIP } from 'node:net';
import { type AddressKind, addressKind } from './addresses.js';
import { OutgoingFault } from './fault.js';
import { URL_CHARS_MAX } from './limits.js';
import { isLoopbackName, isName, isPublicName } from './names.js';
import { isWebPort } from './ports.js';
import { mayReach, type Reach } from './reach.js';

/** Whom a call goes to, as its address says. */
export interface Target {
  readonly secure: boolean;
  /** A name without a dot at its end, or an IP address without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
  readonly port: number;
  /** What the `Host` header says. */
  readonly authority: string;
  /** Path and query, as the request line has them. The fragment is never sent. */
  readonly path: string;
}

/** The parser drops or turns these round in silence: another reader would see another address. */
const AMBIGUOUS = /[\p{Cc}\s\\]/u;

/** Scheme, then what stands before path, query and fragment. */
const AUTHORITY = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i;

/**
 * Reads and judges an address before anything is resolved. What counts is the host after parsing: decimal, octal,
 * hex and full-width spellings are one address by then.
 *
 * @throws OutgoingFault `url_invalid`, `not_https`, `credentials_in_url`, `port_not_allowed`, `host_not_public`
 */
export function readTarget(text: string, reach: Reach): Target {
  const url = parse(text);
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isAddress = isIP(host) !== 0;
  if (!isAddress && !isName(host)) throw new OutgoingFault('url_invalid', { detail: 'host' });
  const secure = url.protocol === 'https:';
  const local = isLoopbackName(host) || addressKind(host) === 'loopback';
  if (!secure && reach !== 'anywhere' && !(reach === 'public_or_loopback' && local)) {
    throw new OutgoingFault('not_https');
  }
  judgeHost(host, reach);
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (!isWebPort(port) && reach !== 'anywhere') throw new OutgoingFault('port_not_allowed');
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}${url.port && `:${url.port}`}`;
  return { secure, host, isAddress, port, authority, path: url.pathname + url.search };
}

function parse(text: string): URL {
  if (typeof text !== 'string' || text.length > URL_CHARS_MAX || AMBIGUOUS.test(text)) {
    throw new OutgoingFault('url_invalid');
  }
  const [, scheme = '', authority = ''] = AUTHORITY.exec(text) ?? [];
  if (authority === '' || !URL.canParse(text)) throw new OutgoingFault('url_invalid');
  if (!/^https?$/i.test(scheme)) throw new OutgoingFault('not_https');
  if (authority.includes('@')) throw new OutgoingFault('credentials_in_url');
  if (authority.includes('%')) throw new OutgoingFault('url_invalid', { detail: 'host' });
  return new URL(text);
}

function judgeHost(host: string, reach: Reach): void {
  if (reach === 'anywhere') return;
  const kind = addressKind(host);
  const allowed = isPublicName(host) || (isLoopbackName(host) && reach === 'public_or_loopback');
  if (kind !== null) judgeKind(kind, reach);
  else if (!allowed) throw new OutgoingFault('host_not_public', { detail: 'name' });
}

/** @throws OutgoingFault `host_not_public`, with the network's word */
export function judgeKind(kind: AddressKind, reach: Reach): void {
  if (!mayReach(reach, kind)) throw new OutgoingFault('host_not_public', { detail: kind });
}
