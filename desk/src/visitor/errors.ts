import { ConvotError, ERROR_STATUS, type ErrorBody } from 'convot/protocol';
import { sqlState } from '../database/index.js';
import type { Desk } from '../desk.js';

const UNSUPPORTED_MEDIA_TYPE = 415;

const INTERNAL = new ConvotError('internal', 'The desk failed. Nothing was acknowledged: send it again.');

/** A body of another type than JSON: `request_invalid`, with the status that HTTP has for it. */
export class UnsupportedMediaType extends ConvotError {
  constructor() {
    super('request_invalid', 'The body must be application/json.');
  }
}

/** Any failure as the protocol answers it. What isn't the visitor's fault is told to the operator by name alone. */
export function answerError(error: unknown, { log }: Pick<Desk, 'log'>): Response {
  if (!(error instanceof ConvotError)) {
    log(`A visitor's request failed: ${nameOf(error)}.`);
    return answerError(INTERNAL, { log });
  }
  const { code, message, reason } = error;
  const body: ErrorBody = { error: { code, message, ...(reason !== undefined && { reason }) } };
  const status = error instanceof UnsupportedMediaType ? UNSUPPORTED_MEDIA_TYPE : ERROR_STATUS[code] || 500;
  return Response.json(body, { status });
}

/** Not its message: a failed query's has the values in it. */
function nameOf(error: unknown): string {
  const state = sqlState(error);
  return `${error instanceof Error ? error.name : typeof error}${state ? ` (SQLSTATE ${state})` : ''}`;
}
