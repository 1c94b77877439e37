import { ConfigurationError } from '../proof/configuration.js';
import { isPlainObject } from '../proof/payload.js';
import { LOOKUP_IDENTIFIER_CHARS } from '../protocol/index.js';
import { readBytes } from './body.js';

/** The characters that a desk sends; it drops all others before it calls. @see the ElkDesk document, "What ElkDesk sends" */
const ALPHABET = /^[A-Za-z0-9._@:-]+$/;

/** Largest body of a lookup, in bytes: an identifier, its parameter's name and room for spaces. */
const BODY_BYTES = 4_096;

/** `application/json`, or another type with JSON's syntax (RFC 6839 §3.1). */
const JSON_TYPE = /^application\/(?:json|[\w.!#$&^-]+\+json)$/i;

/** Why a request names no identifier: what {@link readIdentifier} returns instead of one. */
export type RequestFault = 'type' | 'size' | 'signature' | 'shape';

/** Whether a request is signed as it must be; gets the body's bytes, `null` for a GET. */
export type SignatureRule = (request: Request, body: Uint8Array | null) => Promise<boolean>;

/**
 * What a request asks for: the query's parameter of a GET, the JSON body's of a POST.
 *
 * @returns the value without white space around it, which may be empty; or why the request could not be read.
 */
export async function readIdentifier(
  request: Request,
  parameter: string,
  isSigned: SignatureRule,
): Promise<string | { fault: RequestFault }> {
  if (request.method === 'GET') {
    if (!(await isSigned(request, null))) return { fault: 'signature' };
    const values = new URL(request.url).searchParams.getAll(parameter);
    // Two values name nobody: which of them would be meant?
    return values.length === 1 ? (values[0] ?? '').trim() : '';
  }
  const type = request.headers.get('Content-Type')?.split(';')[0]?.trim() ?? '';
  if (!JSON_TYPE.test(type)) return { fault: 'type' };
  const bytes = await readBytes(request.body, BODY_BYTES);
  if (bytes === null) return { fault: 'size' };
  if (!(await isSigned(request, bytes))) return { fault: 'signature' };
  const body = parse(new TextDecoder().decode(bytes));
  if (!isPlainObject(body)) return { fault: 'shape' };
  const value = Object.hasOwn(body, parameter) ? body[parameter] : undefined;
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value.trim() : { fault: 'shape' };
}

/**
 * Makes the check of an identifier's form: the desk's alphabet and length, and the whole of it as `pattern` says.
 *
 * @throws ConfigurationError `missing` without a pattern.
 */
export function identifierCheck(pattern: RegExp): (identifier: string) => boolean {
  if (!(pattern instanceof RegExp)) {
    throw new ConfigurationError('missing', 'The pattern is missing: a RegExp that your identifiers match as a whole.');
  }
  // A copy that remembers no place (`g`, `y`) between requests, and that no part of an identifier satisfies.
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''));
  return (identifier) =>
    identifier.length <= LOOKUP_IDENTIFIER_CHARS && ALPHABET.test(identifier) && whole.test(identifier);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
