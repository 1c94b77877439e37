import type { ErrorCode } from '../protocol/index.js';

/** A code of the protocol, or of the rules that only Customer Context has: whoever asks has a token and may have to sign (401). */
export type RouteErrorCode = ErrorCode | 'bearer_invalid' | 'signature_invalid';

/** Who is logged in is nobody's to keep: neither a browser's cache nor a proxy's. */
const PRIVATE = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** A JSON answer that no cache may hold. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers: { ...PRIVATE, ...headers } });
}

/** An unsuccessful {@link answer}. The message never holds a detail of the fault. */
export function failure(
  status: number,
  code: RouteErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(status, { error: { code, message } }, headers);
}
