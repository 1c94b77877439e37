import { isIP } from 'node:net';
import { EmailError } from './errors.js';

/** How to reach the server that takes outgoing mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** Whether to go on only over TLS: always with a password, unless the server is on this machine. */
  readonly requireTLS: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** RFC 8314: 465 with TLS from the start, 587 for submission. */
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

/**
 * Reads `SMTP_URL`: `smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the start). User and password
 * may be left out; special characters in them are percent-encoded. A query is refused, so that no setting goes unheard.
 *
 * @throws EmailError `smtp_url_invalid`, which never repeats the address: it holds a password
 */
export function readSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw invalid('It must read smtp://host:587 or smtps://host:465, with user:password@ before the host if need be.');
  }
  if (url.search || url.hash || !/^\/?$/.test(url.pathname)) throw invalid('Nothing may follow its host and port.');
  if ((url.username === '') !== (url.password === ''))
    throw invalid('It needs both a user and a password, or neither.');
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const auth = url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) };
  return {
    host,
    port: url.port === '' ? PORTS[url.protocol] : Number(url.port),
    secure,
    requireTLS: !secure && auth !== null && !isThisMachine(host),
    auth,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('A % in its user or password must be written %25.');
  }
}

const invalid = (what: string): EmailError => new EmailError('smtp_url_invalid', `SMTP_URL can't be used. ${what}`);

function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
