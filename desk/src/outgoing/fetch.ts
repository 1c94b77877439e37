import type { OutgoingCode, OutgoingStep } from '../../wire/outgoing.js';
import { OutgoingFault } from './fault.js';
import { type Opened, open, type Wiring } from './open.js';
import { CONNECTION_HEADERS, type Method, type OutgoingRequest } from './request.js';
import { startTrace } from './trace.js';

/** The limits of every call of one {@link Fetch}; the defaults are those of a lookup. */
export type FetchLimits = Pick<OutgoingRequest, 'timeMs' | 'maxBytes'>;

/** The web platform's `fetch`, as libraries take it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What a {@link Fetch} rejects with, and what a body that breaks off throws. Like the platform's, a `TypeError`. */
export class OutgoingError extends TypeError {
  override readonly name = 'OutgoingError';
  readonly code: OutgoingCode;
  readonly step: OutgoingStep;
  readonly detail: string | null;

  constructor({ code, detail }: OutgoingFault, step: OutgoingStep) {
    super(`The call failed: ${code}${detail === null ? '' : ` (${detail})`}.`);
    this.code = code;
    this.step = step;
    this.detail = detail;
  }
}

/** Statuses whose responses may have no body: https://fetch.spec.whatwg.org/#null-body-status */
const BODILESS: ReadonlySet<number> = new Set([204, 205]);

/**
 * Makes a `fetch` under every rule of the connector. Any status but 3xx is an answer; a redirect rejects whatever the
 * caller asked for. Headers that belong to the connection are left out, as the platform does.
 * A body is streamed, under the same deadline.
 */
export function fetchThrough(wiring: Wiring, limits: FetchLimits): Fetch {
  return async (input, init) => {
    const request = read(input, init);
    const trace = startTrace();
    const told = (error: unknown) => tell(error, request.signal, trace.step);
    try {
      const opened = await open({ ...(await outgoing(request)), ...limits }, wiring, trace);
      const { status, headers } = opened;
      const bodiless = BODILESS.has(status) || request.method === 'HEAD';
      if (bodiless) opened.close();
      return new Response(bodiless ? null : streamed(opened, told), { status, headers });
    } catch (error) {
      throw told(error);
    }
  };
}

/** The platform's own complaint quotes the address, with whatever secret is in it. */
function read(input: string | URL | Request, init: RequestInit | undefined): Request {
  try {
    return new Request(input, init);
  } catch {
    throw new OutgoingError(new OutgoingFault('request_invalid'), 'request');
  }
}

async function outgoing(request: Request): Promise<OutgoingRequest> {
  const { url, method, signal, body } = request;
  const headers = Object.fromEntries([...request.headers].filter(([name]) => !CONNECTION_HEADERS.has(name)));
  const sent = body === null ? {} : { body: new Uint8Array(await request.arrayBuffer()) };
  return { url, method: method as Method, headers, signal, accept: 'any', ...sent };
}

function streamed({ chunks, close }: Opened, told: (error: unknown) => unknown): ReadableStream<Uint8Array> {
  const coming = chunks();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await coming.next();
          if (!done) return controller.enqueue(value);
          close();
          controller.close();
        } catch (error) {
          close();
          controller.error(told(error));
        }
      },
      cancel: close,
    },
    // Nothing is read ahead of a caller who may not want it.
    { highWaterMark: 0 },
  );
}

/** A caller's own abort is told as the platform tells it: with the reason that the caller gave. */
function tell(error: unknown, signal: AbortSignal, step: OutgoingStep): unknown {
  if (!(error instanceof OutgoingFault)) return error;
  return error.code === 'aborted' && signal.aborted ? signal.reason : new OutgoingError(error, step);
}
