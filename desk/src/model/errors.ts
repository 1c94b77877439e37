/**
 * Why a call of the model failed, with what to do about it. The server's own words are never repeated: they may quote
 * the prompt or the key.
 */
const MESSAGES = {
  model_settings_invalid:
    'The model is not set up: MODEL_URL must be an http(s) address without user info, and MODEL_NAME must be set.',
  model_unavailable: "The model's server cannot be reached or failed. Try again later, or check MODEL_URL.",
  model_unauthorised: "The model's server refused the key. Check MODEL_KEY.",
  model_request_refused:
    "The model's server refused the request. Check MODEL_NAME, and that it supports structured output.",
  model_rate_limited: "The model's server asks to wait. Try again later.",
  model_timeout: 'The model took too long. Try again, or use a faster one.',
  model_aborted: 'The call of the model was given up.',
  model_input_too_large: 'The prompt is too long for the model. Shorten it.',
  model_output_invalid: "The model's answer was unusable, also when asked once more.",
  model_output_cut: "The model's answer broke off in the middle. Try again.",
} as const;

/** A code of {@link ModelError}. */
export type ModelErrorCode = keyof typeof MESSAGES;

/** The one error of the model's door. Nothing in it comes from a prompt, an answer or a header but numbers. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** The HTTP status that was answered, if any was. */
  readonly status: number | null;
  /** How long the server asked to wait, in milliseconds; only with `model_rate_limited`. */
  readonly retryAfterMs: number | null;

  constructor(code: ModelErrorCode, detail: { status?: number | undefined; retryAfterMs?: number | null } = {}) {
    super(MESSAGES[code]);
    this.code = code;
    this.status = detail.status ?? null;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}

/** The code for a status that is no success. */
export function statusCode(status: number): ModelErrorCode {
  if (status === 401 || status === 403) return 'model_unauthorised';
  if (status === 408 || status === 504) return 'model_timeout';
  if (status === 429) return 'model_rate_limited';
  return status >= 400 && status < 500 ? 'model_request_refused' : 'model_unavailable';
}

/** Reads a `Retry-After` header: seconds or a date (RFC 9110 §10.2.3). */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
