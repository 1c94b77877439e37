import { ConvotError } from '../../protocol/errors.js';
import { ignore } from '../../protocol/ignore.js';
import type { ErrorBody } from '../../protocol/index.js';

/** How long a request to the desk may take, in milliseconds. */
const REQUEST_LIMIT_MS = 20_000;

/** One call to the desk: a `POST` where there is a body. */
export interface Call<T> extends Pick<RequestInit, 'cache' | 'keepalive'> {
  readonly method?: 'DELETE';
  /** A session credential; it travels in the `Authorization` header alone. */
  readonly credential?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default one that ends the call after {@link REQUEST_LIMIT_MS} */
  readonly signal?: AbortSignal;
  /** Reads a good answer. @default as JSON */
  readonly read?: (response: Response) => Promise<T>;
}

/**
 * Calls the desk at its address.
 *
 * @throws ConvotError `offline` when no whole answer came, else the desk's own. What something between it and us answered
 * names no entry, so it may pass: `internal`.
 */
export type DeskHttp = <T>(path: string, call?: Call<T>) => Promise<T>;

/**
 * @param url - the desk's address, as `https://desk.example`.
 */
export function deskHttp(url: string): DeskHttp {
  return async (path, { credential, body, headers, read = asJson, ...init } = {}) => {
    const response = await fetch(new URL(path, url), {
      ...(body && { method: 'POST', body: plainJson(body) }),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      ...init,
      credentials: 'omit',
      headers: {
        ...headers,
        ...(credential && { authorization: `Bearer ${credential}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
    }).catch(offline);
    if (response.ok) return read(response).catch(offline);
    const {
      code = 'internal',
      message,
      reason,
    }: Partial<ErrorBody['error']> = (await response.json().catch(ignore))?.error ?? {};
    throw new ConvotError(code, message, {
      reason,
      // `NaN` for a date, which the desk never sends.
      retryAfterMs: Number(response.headers.get('retry-after')) * 1_000 || 0,
    });
  };
}

const asJson = (response: Response) => response.json();

/** JSON of what is there, also on pages whose older libraries gave every array a `toJSON` of their own. */
function plainJson(body: unknown): string {
  return JSON.stringify(body, function (this: Record<string, unknown>, key: string) {
    return this[key];
  });
}

/** No answer came, or one that was cut short, which is as good as none. */
function offline(): never {
  throw new ConvotError('offline');
}
