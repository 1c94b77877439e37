import type { OutgoingCode, OutgoingStep, OutgoingTiming } from '../../wire/outgoing.js';
import { type Connect, connectByTcp } from './dial.js';
import { OutgoingFault } from './fault.js';
import { type Fetch, type FetchLimits, fetchThrough } from './fetch.js';
import { readJson } from './json.js';
import { open, type Wiring } from './open.js';
import type { Reach } from './reach.js';
import type { OutgoingRequest } from './request.js';
import { type Resolve, resolveByDns, resolveBySystem } from './resolve.js';
import { startTrace, type Trace } from './trace.js';

/** How to make a connector. */
export interface ConnectorOptions {
  /** @default 'public' */
  readonly reach?: Reach;
  /** Certificates (PEM) to trust instead of the well-known authorities. */
  readonly authorities?: string;
  /** @default the name servers; with reach `anywhere`, the system */
  readonly resolve?: Resolve;
  /** @default TCP */
  readonly connect?: Connect;
}

/** The answer to a call, whole and within its limits. */
export interface OutgoingSuccess {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** The body's value with `expect: 'json'`, else undefined. */
  readonly json: unknown;
  /** Of the body. */
  readonly bytes: number;
  readonly timing: OutgoingTiming;
}

/** Why there is no answer. Holds nothing of the address, the headers or the body: it may be logged and shown. */
export interface OutgoingFailure {
  readonly ok: false;
  readonly code: OutgoingCode;
  /** Where it ended. */
  readonly step: OutgoingStep;
  /** A word that says more: the special network, the system's error code, the header's name. */
  readonly detail: string | null;
  /** Of the answer, when its headers came. */
  readonly status: number | null;
  /** Of its body: those announced, or those that came before the call was given up; `null` when neither is known. */
  readonly bytes: number | null;
  readonly timing: OutgoingTiming;
}

export type OutgoingResult = OutgoingSuccess | OutgoingFailure;

/** The desk's way out. */
export interface Connector {
  /**
   * Makes one call: no retry, no redirect, no cookie, a connection of its own. Never rejects for anything that a server,
   * a network or an address can do.
   */
  call(request: OutgoingRequest): Promise<OutgoingResult>;
  /** The same as a `fetch` for libraries that take one. */
  fetch(limits?: FetchLimits): Fetch;
}

/** Makes a connector; opens nothing. */
export function createConnector(options: ConnectorOptions = {}): Connector {
  const { reach = 'public', authorities, connect = connectByTcp } = options;
  const resolve = options.resolve ?? (reach === 'anywhere' ? resolveBySystem : resolveByDns());
  const wiring: Wiring = { reach, resolve, connect, authorities };
  return {
    call: (request) => call(request, wiring),
    fetch: (limits = {}) => fetchThrough(wiring, limits),
  };
}

async function call(request: OutgoingRequest, wiring: Wiring): Promise<OutgoingResult> {
  const trace = startTrace();
  try {
    return await whole(request, wiring, trace);
  } catch (error) {
    if (!(error instanceof OutgoingFault)) throw error;
    const { code, detail, status, bytes } = error;
    return { ok: false, code, step: trace.step, detail, status, bytes, timing: trace.timing() };
  }
}

async function whole(request: OutgoingRequest, wiring: Wiring, trace: Trace): Promise<OutgoingSuccess> {
  const { status, headers, chunks, close } = await open(request, wiring, trace);
  try {
    const read: Uint8Array[] = [];
    for await (const chunk of chunks()) read.push(chunk);
    const body = new Uint8Array(Buffer.concat(read));
    const json = request.expect === 'json' ? readJson(body, status) : undefined;
    return { ok: true, status, headers, body, json, bytes: body.byteLength, timing: trace.timing() };
  } finally {
    close();
  }
}
