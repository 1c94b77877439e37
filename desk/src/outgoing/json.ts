import { OutgoingFault } from './fault.js';
import { JSON_DEPTH_MAX } from './limits.js';

/**
 * Reads a body as JSON in UTF-8 (RFC 8259 §8.1), nested at most {@link JSON_DEPTH_MAX} deep.
 *
 * @throws OutgoingFault `not_json`; never quotes the body
 */
export function readJson(body: Uint8Array, status: number): unknown {
  const value = parse(body, status);
  if (depthOf(value) > JSON_DEPTH_MAX)
    throw new OutgoingFault('not_json', { status, detail: 'depth', bytes: body.byteLength });
  return value;
}

function parse(body: Uint8Array, status: number): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new OutgoingFault('not_json', { status, detail: 'text', bytes: body.byteLength });
  }
}

/** Level by level, as recursion is what a deep value breaks. */
function depthOf(value: unknown): number {
  let depth = 0;
  for (let level = nested([value]); level.length > 0 && depth <= JSON_DEPTH_MAX; level = nested(level)) depth += 1;
  return depth;
}

/** The values inside; those without any inside are left out one level later. */
function nested(values: readonly unknown[]): unknown[] {
  return values.flatMap((value) => (typeof value === 'object' && value !== null ? [Object.values(value)] : [])).flat();
}
