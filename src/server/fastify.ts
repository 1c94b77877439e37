import type { NodeResponse } from './node.js';
import { type NodeRequest, requestOf } from './node-request.js';
import type { Route } from './route.js';

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: NodeRequest;
  readonly protocol: string;
  readonly originalUrl: string;
  readonly body: unknown;
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike {
  readonly raw: Pick<NodeResponse, 'once' | 'writableFinished'>;
  code(status: number): unknown;
  send(payload?: unknown): unknown;
}

/** Answers one request of a Fastify server. */
export type FastifyHandler = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>;

/**
 * Mounts a route on Fastify: `app.all('/api/support-context', toFastify(route))`. Its hooks, logger and error handler
 * see the answer as any other.
 *
 * Fastify reads bodies before it asks a handler: one that is not JSON is refused by Fastify itself.
 */
export function toFastify(route: Route): FastifyHandler {
  return async ({ raw, protocol, originalUrl, body }, reply) => {
    const left = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) left.abort();
    });
    const request = requestOf(raw, left.signal, { protocol, originalUrl, body });
    if (request) return reply.send(await route(request));
    reply.code(400);
    return reply.send();
  };
}
