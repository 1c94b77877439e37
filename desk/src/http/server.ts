import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { StartError } from './start-error.js';

type Handler = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** How long requests under way may take to finish when the desk closes, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;
const IDLE_CHECK_MS = 50;

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** From here on requests are answered; before, with 503. */
  serve(handler: Handler): void;
  /** Takes no more requests, lets those under way finish for a while, then cuts them off. */
  close(): Promise<void>;
}

/**
 * Takes a port. Before the database is opened, so that a start that can't succeed leaves nothing behind.
 *
 * @param port - 0 for any free one.
 * @throws StartError `port_taken`, `address_unusable`
 */
export async function listen(port: number, host: string): Promise<Listening> {
  let handler: Handler = () => new Response(null, { status: 503, headers: { 'Retry-After': '1' } });
  // With its `Request` as the global one (the default): the body limit makes a new request of the one that came.
  const listener = getRequestListener((request, env) => handler(request, env as HttpBindings));
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, port, host)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (next) => {
      handler = next;
    },
    close: () => close(server),
  };
}

/** The address at the other end of a request's socket. */
export function socketAddress(env: unknown): string | null {
  return (env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress ?? null;
}

async function close(server: Server): Promise<void> {
  // A connection that is kept alive after its last answer would otherwise hold the server open for seconds.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}

function startError(error: NodeJS.ErrnoException, port: number, host: string): StartError {
  if (error.code === 'EADDRINUSE') {
    const choose = 'Choose another with --port N (or PORT=N); --port 0 takes any free one.';
    return new StartError('port_taken', `Port ${port} is taken. ${choose}`);
  }
  return new StartError('address_unusable', `The desk can't listen on ${host} port ${port} (${error.code}).`);
}
