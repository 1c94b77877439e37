import { validateHeaderName, validateHeaderValue } from 'node:http';
import { OutgoingFault } from './fault.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One call. Whoever makes it fixes method, address, headers and body; no answer and no model changes them. */
export interface OutgoingRequest {
  /** The full address. A query in it is sent as it is; a fragment is not sent. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: Method;
  /** Without those that the connection needs (`Host`, `Content-Length`, `Accept-Encoding` …), which are set here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. None with GET and HEAD. */
  readonly body?: string | Uint8Array;
  /** Whether the answer must be JSON by its type and its text. @default 'anything' */
  readonly expect?: 'json' | 'anything';
  /** Which statuses are answers: a 2xx, or any but 3xx. @default '2xx' */
  readonly accept?: '2xx' | 'any';
  /** For the whole call, in milliseconds. @default LOOKUP_TIME_MS (5 s) */
  readonly timeMs?: number;
  /** Largest body, in bytes after decoding. @default one less than LOOKUP_ANSWER_BYTES: "under 64 KB" */
  readonly maxBytes?: number;
  /** Gives the call up: `aborted`. */
  readonly signal?: AbortSignal;
}

/** A request as the wire gets it. */
export interface Prepared {
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** What the connection decides, and what would turn one request into two (RFC 9110 §7.6.1, RFC 9112 §6). */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @throws OutgoingFault `request_invalid`; its detail is the header's name or `method`, `body`, never a value */
export function prepare(request: OutgoingRequest, authority: string): Prepared {
  const { method = 'GET', expect } = request;
  if (!METHODS.includes(method)) throw new OutgoingFault('request_invalid', { detail: 'method' });
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : (request.body ?? null);
  const bodiless = method === 'GET' || method === 'HEAD';
  if (bodiless && body !== null) throw new OutgoingFault('request_invalid', { detail: 'body' });
  const headers = {
    Host: authority,
    'User-Agent': 'Convot',
    Accept: expect === 'json' ? 'application/json' : '*/*',
    // Every encoding is a bomb's shell: none is asked for, and one that comes all the same is refused.
    'Accept-Encoding': 'identity',
    ...(!bodiless && { 'Content-Length': String(body?.byteLength ?? 0) }),
  };
  return { method, headers: joined(headers, request.headers ?? {}), body };
}

function joined(own: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>) {
  const byName = new Map(Object.entries(own).map((header) => [header[0].toLowerCase(), header]));
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (seen.has(key) || !isSendableHeader(name, value)) {
      throw new OutgoingFault('request_invalid', { detail: isToken(name) ? key : 'header' });
    }
    seen.add(key);
    byName.set(key, [name, value]);
  }
  return Object.fromEntries(byName.values());
}

/**
 * Whether a call may carry this header: it is well-formed, and none that the connection decides. A line break in a value
 * would begin the next header, or the next request.
 */
export function isSendableHeader(name: string, value: string): boolean {
  if (CONNECTION_HEADERS.has(name.toLowerCase())) return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return typeof value === 'string';
  } catch {
    return false;
  }
}

function isToken(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name);
}
