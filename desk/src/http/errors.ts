import { ConvotError, ERROR_STATUS, type ErrorBody } from 'convot/protocol';
import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { sqlState } from '../database/index.js';

/** Answers every thrown error as the protocol's `ErrorBody`, with the status of its table. */
export function answerErrors(log: (line: string) => void): ErrorHandler {
  return (error, c) => {
    const known = error instanceof ConvotError && ERROR_STATUS[error.code] > 0;
    const told = known ? error : new ConvotError('internal', 'The desk failed. Nothing was lost by it: try again.');
    if (!known) log(describe(error));
    const { code, message, reason, retryAfterMs } = told;
    if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
    const body: ErrorBody = { error: { code, message, ...(reason !== undefined && { reason }) } };
    return c.json(body, ERROR_STATUS[code] as ContentfulStatusCode);
  };
}

/** Answers what no route knows. */
export const answerNotFound: NotFoundHandler = () => {
  throw new ConvotError('not_found', 'There is nothing at this address.');
};

/**
 * What the operator learns of a fault: its kind and place, never its message. A failed query's message lists its
 * parameters, a JSON parser's quotes its input.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'internal error: something that is no error was thrown';
  const state = sqlState(error);
  const deepest = rootCause(error);
  const frames = (deepest.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`internal error: ${deepest.name}${state ? ` (SQLSTATE ${state})` : ''}`, ...frames].join('\n');
}

function rootCause(error: Error): Error {
  return error.cause instanceof Error ? rootCause(error.cause) : error;
}
