import { ConvotError, type ErrorCode } from '../../protocol/index.js';
import { plainJson } from './json.js';

/** How long a request may take, in milliseconds. */
const REQUEST_LIMIT_MS = 20_000;

/** One call of the public client API. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly body?: object;
  readonly keepalive?: boolean;
}

/** Calls a path below the inbox and reads the JSON answer; an empty one is `undefined`. */
export type ChatwootHttp = <T = void>(path: string, call?: Call) => Promise<T>;

/** Chatwoot's own statuses. A 404 says neither what is missing nor for whom: the caller knows. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'request_invalid',
  401: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  422: 'request_invalid',
  429: 'too_many_requests',
};

/** The reason of a fault inside Chatwoot, which is also how it answers a wrong hash. */
const FAULT = 'chatwoot_500';

/**
 * @param origin - Chatwoot's address.
 * @param inbox - the inbox identifier.
 */
export function chatwootHttp(origin: string, inbox: string): ChatwootHttp {
  const base = `${origin}/public/api/v1/inboxes/${encodeURIComponent(inbox)}`;
  return async <T>(path: string, { method = 'GET', body, keepalive = false }: Call = {}) => {
    const response = await fetch(base + path, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      body: body ? plainJson(body) : null,
      keepalive,
      credentials: 'omit',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    }).catch(offline);
    if (!response.ok) throw errorOf(response);
    const text = await response.text().catch(offline);
    return (text === '' ? undefined : readJson(text)) as T;
  };
}

/** A page of HTML in between is no answer of Chatwoot. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConvotError('internal', 'The answer is not JSON.');
  }
}

function offline(): never {
  throw new ConvotError('offline');
}

/** Its text stays where it is: it may quote what was sent. */
function errorOf({ status, headers }: Response): ConvotError {
  return new ConvotError(CODES[status] ?? 'internal', `Chatwoot answered ${status}.`, {
    reason: status === 500 ? FAULT : undefined,
    retryAfterMs: Number(headers.get('retry-after')) * 1_000 || undefined,
  });
}

/** Whether an error is a `ConvotError` of this code. */
export function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof ConvotError && error.code === code;
}

/** Whether Chatwoot answered 500: a fault of its own, or a hash that it refused. */
export function isFault(error: unknown): boolean {
  return error instanceof ConvotError && error.reason === FAULT;
}
