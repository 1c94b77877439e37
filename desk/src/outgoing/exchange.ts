import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { OutgoingStep } from '../../wire/outgoing.js';
import { OutgoingFault, systemCode } from './fault.js';
import { HEADER_BYTES_MAX, INTERIM_ANSWERS_MAX } from './limits.js';
import type { Prepared } from './request.js';

/** An answer whose headers are here and whose body is still to be read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it comes, without the framing of its transfer; throws an {@link OutgoingFault}. */
  chunks(): AsyncGenerator<Uint8Array>;
}

/**
 * Sends one request over a fresh connection, which carries no second one, and waits for the headers of its answer.
 *
 * @throws OutgoingFault `header_too_large`, `response_invalid`, `response_cut`, `tls_failed`, and what the signal was aborted with
 */
export async function exchange(
  socket: Socket,
  { method, headers, body }: Prepared,
  path: string,
  signal: AbortSignal,
): Promise<Answer> {
  const outgoing = httpRequest({
    // With it there is no agent: no pool, no keep-alive, no second host behind one socket.
    createConnection: () => socket,
    method,
    path,
    headers,
    setHost: false,
    maxHeaderSize: HEADER_BYTES_MAX,
    insecureHTTPParser: false,
  });
  const faults = firstFault(outgoing);
  refuseInterim(outgoing);
  try {
    outgoing.end(body ?? undefined);
    const [response]: IncomingMessage[] = await once(outgoing, 'response', { signal });
    if (!response) throw new OutgoingFault('response_invalid');
    return {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
      chunks: () => chunksOf(response, faults, signal),
    };
  } catch (error) {
    outgoing.destroy();
    if (signal.aborted) throw signal.reason;
    throw faultOf(error, 'headers');
  }
}

/** Node tells a broken body twice: why to the request, that it was cut to the response. The first says more. */
function firstFault(outgoing: ClientRequest): () => unknown {
  let first: unknown;
  outgoing.on('error', (error) => {
    first ??= error;
  });
  return () => first;
}

/** 1xx answers are passed over, but not for ever, and no connection becomes another protocol's. */
function refuseInterim(outgoing: ClientRequest): void {
  let interim = 0;
  outgoing.on('information', () => {
    interim += 1;
    if (interim > INTERIM_ANSWERS_MAX) outgoing.destroy(new OutgoingFault('response_invalid', { detail: 'interim' }));
  });
  // Node has let go of the request by then: destroying it would tell nobody.
  outgoing.on('upgrade', () => outgoing.emit('error', new OutgoingFault('response_invalid', { detail: 'upgrade' })));
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  try {
    for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
      headers.append(rawHeaders[place] ?? '', rawHeaders[place + 1] ?? '');
    }
  } catch {
    throw new OutgoingFault('response_invalid', { detail: 'header' });
  }
  return headers;
}

async function* chunksOf(
  response: IncomingMessage,
  firstError: () => unknown,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw faultOf(firstError() ?? error, 'body');
  }
}

function faultOf(error: unknown, step: OutgoingStep): OutgoingFault {
  if (error instanceof OutgoingFault) return error;
  const detail = systemCode(error);
  if (detail === 'HPE_HEADER_OVERFLOW') return new OutgoingFault('header_too_large');
  if (detail.startsWith('HPE_')) return new OutgoingFault('response_invalid', { detail });
  // With TLS 1.3 a server may refuse after the handshake: a client certificate that it wants, for one.
  if (detail.startsWith('ERR_SSL_')) return new OutgoingFault('tls_failed', { detail });
  return new OutgoingFault('response_cut', { detail: step });
}
