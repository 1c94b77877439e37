import { type NodeRequest, requestOf } from './node-request.js';
import type { Route } from './route.js';

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  readonly destroyed: boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  once(event: 'close' | 'drain', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
}

/** Answers one request of a Node server; `next` is Express's. */
export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * Mounts a route on Node's own server, or on Express and its kin: `app.all('/api/support-context', toNodeHandler(route))`.
 *
 * Bodies are streamed both ways, unless a parser of the framework has read the request before: then its result is
 * handed on. The route's signal aborts when the caller leaves. What the route throws goes to `next`, else becomes a bare 500.
 *
 * @see https://fetch.spec.whatwg.org/#request-class
 */
export function toNodeHandler(route: Route): NodeHandler {
  return async (incoming, outgoing, next) => {
    const left = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) left.abort();
    });
    try {
      const request = requestOf(incoming, left.signal);
      const response = request ? await route(request) : new Response(null, { status: 400 });
      await send(response, outgoing, incoming.method === 'HEAD');
    } catch (error) {
      if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
      else if (next) next(error);
      else {
        outgoing.statusCode = 500;
        outgoing.end();
      }
    }
  };
}

async function send(response: Response, outgoing: NodeResponse, bodiless: boolean): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  if (bodiless) await response.body?.cancel();
  else if (response.body) await pipe(response.body, outgoing);
  outgoing.end();
}

async function pipe(body: ReadableStream<Uint8Array>, outgoing: NodeResponse): Promise<void> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  outgoing.once('close', stop);
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.off('close', stop);
}

/** Waits until a slow caller has taken what was written, or has left. */
function drained(outgoing: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off('drain', settle);
      outgoing.off('close', settle);
      resolve();
    };
    outgoing.once('drain', settle);
    outgoing.once('close', settle);
    if (outgoing.destroyed) settle();
  });
}
