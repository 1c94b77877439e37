import type { Socket } from 'node:net';
import { LOOKUP_ANSWER_BYTES, LOOKUP_TIME_MS } from 'convot/protocol';
import { atMost, judgeAnswer } from './answer-rules.js';
import { type Deadline, startDeadline } from './deadline.js';
import { type Connect, dial, secure } from './dial.js';
import { type Answer, exchange } from './exchange.js';
import type { Reach } from './reach.js';
import { type OutgoingRequest, prepare } from './request.js';
import { addressesOf, type Resolve } from './resolve.js';
import { readTarget, type Target } from './target.js';
import type { Trace } from './trace.js';

/** What a connector is made of. */
export interface Wiring {
  readonly reach: Reach;
  readonly resolve: Resolve;
  readonly connect: Connect;
  /** Certificates (PEM) to trust instead of the well-known authorities. */
  readonly authorities?: string | undefined;
}

/** An answer that passed every rule so far; its body is read under the same deadline and within its limit. */
export interface Opened extends Answer {
  /** Closes the connection and stops the clock; to be called once nothing more is wanted. */
  close(): void;
}

/**
 * One call up to the headers of its answer: address, DNS, connection, TLS, request. Whatever fails, nothing stays open.
 *
 * @throws OutgoingFault
 */
export async function open(request: OutgoingRequest, wiring: Wiring, trace: Trace): Promise<Opened> {
  const { timeMs = LOOKUP_TIME_MS, maxBytes = LOOKUP_ANSWER_BYTES - 1 } = request;
  const target = readTarget(request.url, wiring.reach);
  const prepared = prepare(request, target.authority);
  const deadline = startDeadline(timeMs, request.signal);
  let socket: Socket | undefined;
  const close = () => {
    deadline.end();
    socket?.destroy();
  };
  try {
    deadline.signal.throwIfAborted();
    socket = await connected(target, wiring, deadline, trace);
    // A body that nobody reads to its end is cut off too.
    deadline.signal.addEventListener('abort', close, { once: true });
    trace.begin('headers');
    const answer = await exchange(socket, prepared, target.path, deadline.signal);
    judgeAnswer(answer, { ...request, maxBytes });
    trace.begin('body');
    return { status: answer.status, headers: answer.headers, chunks: () => atMost(answer.chunks(), maxBytes), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function connected(target: Target, wiring: Wiring, { signal }: Deadline, trace: Trace): Promise<Socket> {
  const { reach, resolve, connect, authorities } = wiring;
  trace.begin('dns');
  const addresses = await addressesOf(target, reach, resolve, signal);
  trace.begin('connect');
  const socket = await dial(addresses, target.port, { reach, connect, signal });
  if (!target.secure) return socket;
  trace.begin('tls');
  return secure(socket, target, signal, authorities);
}
