import type { Deadline } from './deadline.js';
import { ModelError, readRetryAfter, statusCode } from './errors.js';

/** What the SDK's errors carry that is safe to read. */
interface CallFailure {
  readonly statusCode?: unknown;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly isRetryable?: unknown;
}

/** Errors of the SDK that mean: an answer came, and it isn't one of this protocol. */
const NO_ANSWER = /^AI_(?:InvalidResponseData|JSONParse|TypeValidation|EmptyResponseBody|NoOutputGenerated)Error$/;

/**
 * The named error for whatever a call threw. The original is left behind: the SDK's errors hold the whole prompt,
 * the address and the server's answer.
 */
export function toModelError(thrown: unknown, deadline: Deadline): ModelError {
  const over = deadline.reason();
  if (over) return over;
  const own = findOwn(thrown);
  if (own) return own;
  if (!(thrown instanceof Error)) return new ModelError('model_unavailable');
  const { statusCode: status, responseHeaders } = thrown as CallFailure;
  if (typeof status === 'number') return answered(status, responseHeaders ?? {});
  return new ModelError(NO_ANSWER.test(thrown.name) ? 'model_output_invalid' : 'model_unavailable');
}

function answered(status: number, headers: Readonly<Record<string, string>>): ModelError {
  // A success that the SDK could not read: HTML of a proxy, a body cut short.
  if (status >= 200 && status < 300) return new ModelError('model_output_invalid', { status });
  const code = statusCode(status);
  if (code !== 'model_rate_limited') return new ModelError(code, { status });
  return new ModelError(code, { status, retryAfterMs: readRetryAfter(headers['retry-after'], Date.now()) });
}

/** The SDK may have wrapped our own. */
function findOwn(thrown: unknown): ModelError | null {
  const seen = new Set<unknown>();
  for (let error = thrown; error instanceof Error && !seen.has(error); error = error.cause) {
    if (error instanceof ModelError) return error;
    seen.add(error);
  }
  return null;
}
