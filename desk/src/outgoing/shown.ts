import { OutgoingFault } from './fault.js';
import { type OutgoingRequest, prepare } from './request.js';
import { readTarget } from './target.js';

/** A request as it is sent, for the eyes of the owner who configured it. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  /** Values that may be secret are masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

/** Headers that carry no secret. Of every other one the name alone is shown. */
const PLAIN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-length',
  'content-type',
  'host',
  'user-agent',
]);

const MASK = '••••••••';

/**
 * Says what a call sends, without making it.
 *
 * @returns `null` for a request that no call would send.
 */
export function shownRequest(request: OutgoingRequest): ShownRequest | null {
  try {
    const { secure, authority, path } = readTarget(request.url, 'anywhere');
    const { method, headers, body } = prepare(request, authority);
    return {
      method,
      url: `${secure ? 'https' : 'http'}://${authority}${path}`,
      headers: Object.entries(headers).map(([name, value]) => [name, shownValue(name, value)]),
      body: body && new TextDecoder().decode(body),
    };
  } catch (error) {
    if (error instanceof OutgoingFault) return null;
    throw error;
  }
}

/** The scheme of an authorisation is no secret, and a wrong one is what an owner looks for. */
function shownValue(name: string, value: string): string {
  if (PLAIN_HEADERS.has(name.toLowerCase())) return value;
  const scheme = name.toLowerCase() === 'authorization' ? /^(?:Bearer|Basic) /i.exec(value)?.[0] : undefined;
  return `${scheme ?? ''}${MASK}`;
}
