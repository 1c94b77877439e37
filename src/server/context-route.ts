import { bearerCheck, readBearerToken } from '../proof/bearer.js';
import { ConfigurationError } from '../proof/configuration.js';
import { ConvotError, LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from '../protocol/index.js';
import { answer, failure } from './answers.js';
import { identifierCheck, type RequestFault, readIdentifier } from './identifier.js';
import { reporter } from './report.js';
import type { Route } from './route.js';
import { signatureRule } from './signature.js';

/** What `find` gets beside the identifier: nothing that could write. */
export interface ContextCall {
  /** How the desk asked. */
  readonly method: 'GET' | 'POST';
  /** Aborts when the desk has left, or after the 5 s for which it waits; hand it to your database. */
  readonly signal: AbortSignal;
}

/** What {@link contextRoute} needs. */
export interface ContextRouteOptions {
  /** The bearer token, from an environment variable; the desk's settings hold the same. At least 32 characters. */
  readonly token: string;
  /** The token before it, accepted as well while the desk's settings still hold it. */
  readonly previousToken?: string | undefined;
  /**
   * The signing secret, 64 hex characters, from an environment variable; the desk's settings hold the same. With it every
   * request must also carry a right and recent `Convot-Signature`: a token that leaked opens nothing by itself then.
   * @defaultValue no signature is asked for
   */
  readonly signingSecret?: string | undefined;
  /** The signing secret before it, accepted as well while the desk's settings still hold it. */
  readonly previousSigningSecret?: string | undefined;
  /**
   * What your identifiers look like, the whole of one: `/acct_[a-z0-9]+|ORD-\d+/`. Anything else is answered as
   * unknown and never reaches `find`.
   */
  readonly pattern: RegExp;
  /**
   * Looks a customer up, and only looks: any object that JSON can write, under 64 KB of it, or `null` (also
   * `undefined`) when there is none. It gets letters, digits and `._@:-`, at most 256 of them, that match `pattern`;
   * use a parameterised query all the same.
   */
  readonly find: (
    identifier: string,
    call: ContextCall,
  ) => Promise<object | null | undefined> | object | null | undefined;
  /** The name under which the identifier comes, as in the desk's settings. @defaultValue `'id'` */
  readonly parameter?: string;
  /** Gets what `find` threw, or why its answer could not be sent; the desk gets a code alone. @defaultValue `console.error` */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes the route that a desk asks for a customer's facts (Customer Context): mount it for GET and POST, as
 * `/api/support-context`, in any framework that speaks `Request` and `Response`.
 *
 * It answers `200` with the object that `find` returned, `200 {}` for an unknown or missing identifier, `401` without
 * the right bearer token or, if it asks for one, the right signature, `405` for other methods, `400`, `413` or `415` for an unusable body and `500` when
 * `find` failed; never cached, and never with a detail of the fault.
 *
 * @throws ConfigurationError at once, when a token, a secret, the pattern or an option is unusable.
 * @see the ElkDesk document, "The contract ElkDesk requires"
 */
export function contextRoute(options: ContextRouteOptions): Route {
  const { token, previousToken, pattern, find, parameter = 'id' } = options;
  if (typeof find !== 'function') throw new ConfigurationError('missing', 'The function find(identifier) is missing.');
  if (typeof parameter !== 'string' || parameter === '') {
    throw new ConfigurationError('option_invalid', 'parameter must be text, as in the settings of the desk.');
  }
  const mayAsk = bearerCheck(readTokens(token, previousToken));
  const isSigned = signatureRule(options);
  const isIdentifier = identifierCheck(pattern);
  const tell = reporter('contextRoute', options.onError);

  return async (request) => {
    if (!(await mayAsk(request.headers.get('Authorization')))) {
      return failure(401, 'bearer_invalid', 'The bearer token is missing or wrong.', { 'WWW-Authenticate': 'Bearer' });
    }
    const { method } = request;
    if (method !== 'GET' && method !== 'POST') {
      return failure(405, 'request_invalid', 'This address answers GET and POST.', { Allow: 'GET, POST' });
    }
    try {
      const identifier = await readIdentifier(request, parameter, isSigned);
      if (typeof identifier !== 'string') return refused(identifier.fault, parameter);
      if (!isIdentifier(identifier)) return answer(200, {});
      const found = await inTime(request.signal, (signal) => find(identifier, { method, signal }));
      return answer(200, readFacts(found));
    } catch (error) {
      tell(error);
      if (error instanceof ConvotError && error.code === 'too_large') {
        return failure(500, 'too_large', 'The facts are too large.');
      }
      return failure(500, 'internal', 'The facts could not be looked up.');
    }
  };
}

function readTokens(token: string, previousToken: string | undefined): readonly string[] {
  const current = readBearerToken(token);
  if (previousToken === undefined) return [current];
  const previous = readBearerToken(previousToken);
  if (previous !== current) return [current, previous];
  throw new ConfigurationError('option_invalid', 'previousToken is the same as token: was the new one stored at all?');
}

function refused(fault: RequestFault, parameter: string): Response {
  if (fault === 'signature') return failure(401, 'signature_invalid', 'The signature is missing, old or wrong.');
  if (fault === 'type') return failure(415, 'request_invalid', 'The body must be JSON, and Content-Type must say so.');
  if (fault === 'size') return failure(413, 'too_large', 'The body is too large.');
  return failure(400, 'request_invalid', `The body must be a JSON object with text as ${JSON.stringify(parameter)}.`);
}

/** Waits no longer than the desk does: a query that hangs is told to its owner instead of being held open. */
async function inTime<T>(left: AbortSignal, look: (signal: AbortSignal) => Promise<T> | T): Promise<T> {
  const late = new AbortController();
  const { promise, timer } = expiry(late);
  try {
    return await Promise.race([look(AbortSignal.any([left, late.signal])), promise]);
  } finally {
    clearTimeout(timer);
  }
}

function expiry(late: AbortController) {
  const error = new ConvotError('internal', `find() took longer than ${LOOKUP_TIME_MS / 1_000} s.`, { reason: 'late' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort(error);
      reject(error);
    }, LOOKUP_TIME_MS);
  });
  return { promise, timer };
}

/** The facts as plain JSON, so that dates and an ORM's rows are written as their own `toJSON` says. */
function readFacts(found: object | null | undefined): unknown {
  if (found === null || found === undefined) return {};
  let text: string | undefined;
  try {
    text = JSON.stringify(found);
  } catch {
    throw new ConfigurationError('payload_invalid', 'The facts cannot be written as JSON (a cycle or a BigInt?).');
  }
  if (!text?.startsWith('{')) throw new ConfigurationError('payload_invalid', 'find() must return an object or null.');
  const bytes = new TextEncoder().encode(text).length;
  if (bytes < LOOKUP_ANSWER_BYTES) return JSON.parse(text);
  throw new ConvotError('too_large', `The facts have ${bytes} bytes; fewer than ${LOOKUP_ANSWER_BYTES} are allowed.`);
}
