import { ignore } from '../../protocol/ignore.js';
import { ConvotError, type ErrorBody } from '../../protocol/index.js';

/** How long a request to the desk may take, in milliseconds. */
const REQUEST_LIMIT_MS = 20_000;

/** One call to the desk. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** A session credential; it travels in the `Authorization` header alone. */
  readonly credential?: string;
  readonly body?: unknown;
  readonly keepalive?: boolean;
}

/** Calls the desk at its address and reads the JSON answer. */
export type DeskHttp = <T>(path: string, call?: Call) => Promise<T>;

/**
 * @param url - the desk's address, as `https://desk.example`.
 */
export function deskHttp(url: string): DeskHttp {
  return async <T>(path: string, call: Call = {}) => {
    const response = await request(url + path, {
      ...call,
      headers: headersOf(call),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      body: call.body === undefined ? null : plainJson(call.body),
    });
    if (!response.ok) throw await errorOf(response);
    // An answer that was cut short is as good as none.
    return response.status === 204 ? (undefined as T) : response.json().catch(offline);
  };
}

/** JSON of what is there, also on pages whose older libraries gave every array a `toJSON` of their own. */
function plainJson(body: unknown): string {
  return JSON.stringify(body, function (this: Record<string, unknown>, key: string) {
    return this[key];
  });
}

/** @throws ConvotError `offline` when no answer came. */
export function request(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, credentials: 'omit' }).catch(offline);
}

function offline(): never {
  throw new ConvotError('offline');
}

export function headersOf({ credential, body }: Call): Record<string, string> {
  return {
    ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
}

/** The desk's own error. What something between it and us answered names no entry, so it may pass: `internal`. */
export async function errorOf(response: Response): Promise<ConvotError> {
  const body = (await response.json().catch(ignore)) as ErrorBody | undefined;
  const { code = 'internal', message, reason } = body?.error ?? {};
  return new ConvotError(code, message, {
    reason,
    retryAfterMs: Number(response.headers.get('retry-after')) * 1_000 || undefined,
  });
}
