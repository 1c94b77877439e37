import { SIGNATURE_HEADER, signRequest } from 'convot/proof';
import type { SentRequest } from '../../wire/lookups.js';
import { shownRequest } from '../outgoing/index.js';
import type { ConnectionSettings } from './settings.js';

/** Stands for what nobody may see. */
const MASK = '••••••••';

/** A request as the connector is to send it, and not otherwise. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What authenticates the desk. It enters a request here, and nothing else. */
export interface RequestSecrets {
  readonly token: string;
  /** Live secrets of the request signature, 64 hex characters each; none: the request is not signed. */
  readonly signing?: readonly string[];
}

/**
 * Writes the request exactly as the owner set it up: URL, method, parameter and token are the settings', and the
 * identifier is one value in it. A query that the URL already has stays as it stands.
 *
 * @param settings - without a fault: see `settingsFaults`
 * @param identifier - sanitised
 * @param now - seconds since 1970, for the signature. @defaultValue the clock
 */
export async function buildRequest(
  { method, url, parameter }: ConnectionSettings,
  identifier: string,
  { token, signing = [] }: RequestSecrets,
  now?: number,
): Promise<OutgoingRequest> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const base = new URL(url).href;
  const request =
    method === 'GET'
      ? {
          method,
          url: `${base}${joint(base)}${encodeURIComponent(parameter)}=${encodeURIComponent(identifier)}`,
          body: null,
        }
      : { method, url: base, body: JSON.stringify({ [parameter]: identifier }) };
  if (method === 'POST') headers['Content-Type'] = 'application/json';
  if (signing.length > 0) {
    headers[SIGNATURE_HEADER] = await signRequest({ ...request, secrets: signing, ...(now !== undefined && { now }) });
  }
  return { ...request, headers };
}

/** What joins a parameter to the URL. */
function joint(url: string): string {
  if (!url.includes('?')) return '?';
  return /[?&]$/.test(url) ? '' : '&';
}

/**
 * The request for people's eyes, with the headers that the connection adds: without the token, wherever it may stand, and
 * without what the signature proves.
 *
 * @returns `null` for one that no call would send.
 */
export function maskRequest(
  { method, url, headers, body }: OutgoingRequest,
  { token }: RequestSecrets,
): SentRequest | null {
  const shown = shownRequest({ method, url, headers, expect: 'json', ...(body !== null && { body }) });
  if (!shown) return null;
  const hide = (text: string) =>
    [token, encodeURIComponent(token)].reduce(
      (hidden, secret) => (secret === '' ? hidden : hidden.replaceAll(secret, MASK)),
      text,
    );
  // Its time is no secret, and a clock that goes wrong is what an owner looks for.
  const signature = headers[SIGNATURE_HEADER]?.replace(/v1=\w+/g, `v1=${MASK}`);
  return {
    method,
    url: hide(shown.url),
    headers: shown.headers.map(([name, value]) => ({
      name,
      value: hide(name === SIGNATURE_HEADER ? (signature ?? value) : value),
    })),
    body: shown.body === null ? null : hide(shown.body),
  };
}
