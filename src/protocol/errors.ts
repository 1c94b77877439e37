/**
 * Every code that a backend or the client names, with the HTTP status that carries it (`0`: it never travels).
 * Sentences for people are kept at the edge, keyed by code.
 */
export const ERROR_STATUS = {
  /** The request's body, query or headers have the wrong shape. */
  request_invalid: 400,
  /** A claim's field is unusable: not text, too long, or control characters. */
  claim_invalid: 400,
  /** A push left out a seq between two others. */
  lane_gap: 400,
  /** No session, or one that ended: open it again. */
  session_ended: 401,
  /** The `user_hash` is wrong; nothing was written. */
  hash_invalid: 401,
  /** The identity token does not open or breaks a rule; `reason` says which. */
  token_invalid: 401,
  /** The session's trust is below that of the entries, or the lane is another person's. */
  lane_mismatch: 403,
  /** The signed-in person may not do this. */
  forbidden: 403,
  /** No app, conversation or page of that name that this session may see. */
  not_found: 404,
  /** The claim names somebody else than the token of the same page. */
  identity_conflict: 409,
  /** The body is larger than the route takes. */
  too_large: 413,
  /** Too many requests; `Retry-After` says when to come back. */
  too_many_requests: 429,
  /** A fault of the backend. Nothing was acknowledged, so it may be sent again. */
  internal: 500,
  /** The backend cannot be reached. */
  offline: 0,
  /** The page called the client in a way that its types forbid. */
  wrong_use: 0,
  /** The browser offers no storage; patches are held in memory only. */
  storage_blocked: 0,
  /** The customer's identity endpoint failed or answered something unreadable. */
  endpoint_failed: 0,
  /** The chat could not be loaded. */
  chat_failed: 0,
} as const satisfies Readonly<Record<string, number>>;

/** A code of {@link ERROR_STATUS}. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** The body of every unsuccessful answer. Neither field ever holds a secret, a token or a person's data. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    /** A named detail of the code, as `expired` for `token_invalid`. */
    readonly reason?: string;
  };
}

/** The one error class of the SDK and of adapters. */
export class ConvotError extends Error {
  override readonly name = 'ConvotError';
  declare readonly code: ErrorCode;
  /** A named detail of the code. */
  declare readonly reason: string | undefined;
  /** How long the backend asked to wait, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = code,
    detail?: { reason?: string | undefined; retryAfterMs?: number | undefined },
  ) {
    super(message);
    Object.assign(this, detail, { code });
  }
}

/** The error itself if it is one of ours, else ours of this code; what happened stands in its message. */
export function asConvotError(error: unknown, code: ErrorCode): ConvotError {
  return error instanceof ConvotError ? error : new ConvotError(code, String(error));
}
