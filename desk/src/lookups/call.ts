import { LOOKUP_TIME_MS } from 'convot/protocol';
import type { FetchErrorReason, LookupCall } from '../../wire/lookups.js';
import type { OutgoingCode } from '../../wire/outgoing.js';
import type { Connector, OutgoingFailure, OutgoingResult, OutgoingSuccess } from '../outgoing/index.js';
import type { FetchAnswer, FetchPort } from './answer.js';
import type { RequestSecrets } from './request.js';
import { withoutSecrets } from './without-secrets.js';

/** What each end of a call means for a lookup. */
const REASONS: Readonly<Record<OutgoingCode, FetchErrorReason>> = {
  url_invalid: 'url_refused',
  not_https: 'url_refused',
  credentials_in_url: 'url_refused',
  port_not_allowed: 'url_refused',
  request_invalid: 'url_refused',
  host_not_public: 'address_not_public',
  dns_failed: 'unreachable',
  connect_failed: 'unreachable',
  tls_failed: 'certificate_invalid',
  timeout: 'timeout',
  aborted: 'unreachable',
  redirect: 'redirect',
  status: 'status',
  encoding: 'answer_invalid',
  too_large: 'too_large',
  not_json: 'not_json',
  header_too_large: 'answer_invalid',
  response_invalid: 'answer_invalid',
  response_cut: 'answer_invalid',
};

/** A lookup's one call, through the desk's way out. */
export interface LookupCaller {
  readonly fetch: FetchPort;
  /** How the call went, for the test panel; `null` as long as none was made. */
  readonly told: () => LookupCall | null;
}

/** @param secrets - those of the request: they are taken out of what comes back. */
export function callThrough(connector: Connector, secrets: RequestSecrets, signal?: AbortSignal): LookupCaller {
  let call: LookupCall | null = null;
  const fetch: FetchPort = async ({ method, url, headers, body }) => {
    const result = await connector.call({
      method,
      url,
      headers,
      expect: 'json',
      timeMs: LOOKUP_TIME_MS,
      ...(body !== null && { body }),
      ...(signal && { signal }),
    });
    call = toldOf(result);
    return result.ok ? answered(result, secrets) : failed(result);
  };
  return { fetch, told: () => call };
}

function answered({ status, headers, body, json }: OutgoingSuccess, secrets: RequestSecrets): FetchAnswer {
  return { ok: true, status, contentType: headers.get('Content-Type'), body: withoutSecrets(body, json, secrets) };
}

function failed({ code, detail, status, bytes }: OutgoingFailure): FetchAnswer {
  const reason = code === 'not_json' && detail === 'type' ? 'wrong_type' : REASONS[code];
  return { ok: false, reason, ...(status !== null && { status }), ...(bytes !== null && { bytes }) };
}

function toldOf(result: OutgoingResult): LookupCall {
  const { timing } = result;
  if (result.ok) return { code: null, step: null, detail: null, timing };
  return { code: result.code, step: result.step, detail: result.detail, timing };
}
