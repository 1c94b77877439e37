import type { Answer } from './exchange.js';
import { OutgoingFault } from './fault.js';
import type { OutgoingRequest } from './request.js';

/** `application/json`, or a type with JSON's syntax (RFC 6839 §3.1). */
const JSON_TYPE = /^(?:application\/json|[\w.!#$&^-]+\/[\w.!#$&^-]+\+json)[ \t]*(?:;|$)/i;

/** Whether a `Content-Type` is one of JSON. */
export function isJsonType(contentType: string | null): boolean {
  return JSON_TYPE.test(contentType ?? '');
}

/**
 * What status and headers already decide; a body that breaks a rule here is never read.
 *
 * @throws OutgoingFault `redirect`, `status`, `encoding`, `not_json`, `too_large`, `response_invalid`
 */
export function judgeAnswer(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  { method, expect, accept, maxBytes }: Pick<OutgoingRequest, 'method' | 'expect' | 'accept'> & { maxBytes: number },
): void {
  const refuse = (code: OutgoingFault['code'], detail?: string, bytes?: number) =>
    new OutgoingFault(code, { status, detail, bytes });
  if (status < 200 || status > 599) throw refuse('response_invalid', 'status');
  if (status >= 300 && status < 400) throw refuse('redirect');
  if (status >= 400 && accept !== 'any') throw refuse('status');
  if (!isPlain(headers.get('Content-Encoding'), 'identity')) throw refuse('encoding', 'content');
  if (!isPlain(headers.get('Transfer-Encoding'), 'chunked')) throw refuse('encoding', 'transfer');
  if (expect === 'json' && !isJsonType(headers.get('Content-Type'))) throw refuse('not_json', 'type');
  const announced = Number(headers.get('Content-Length') ?? 0);
  if (method !== 'HEAD' && announced > maxBytes) throw refuse('too_large', 'announced', announced);
}

/** Whether a list of codings names none but the one that changes no byte of the content. */
function isPlain(codings: string | null, plain: string): boolean {
  return (codings ?? '').split(',').every((coding) => ['', plain].includes(coding.trim().toLowerCase()));
}

/** Hands chunks on until they are too many bytes. @throws OutgoingFault `too_large` */
export async function* atMost(chunks: AsyncGenerator<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new OutgoingFault('too_large', { detail: 'counted', bytes });
    yield chunk;
  }
}
