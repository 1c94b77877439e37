import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** Stands between browsers and a desk, on an origin of its own: sees what is sent, and can lose it. */
export interface Relay {
  readonly origin: string;
  /** Bodies of each push that arrived, in bytes, in their order. */
  readonly pushes: readonly number[];
  /** From now on no push reaches the desk, and none is answered. */
  swallow(): void;
  /** From now on they do; what was swallowed is lost. */
  passOn(): void;
  close(): void;
}

/** Starts a relay to this desk. */
export async function openRelay(desk: string): Promise<Relay> {
  const pushes: number[] = [];
  let isSwallowing = false;
  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const { method } = request;
      const headers = new Headers(request.headers);
      headers.set('accept-encoding', 'identity');
      const body = method === 'POST' ? await request.arrayBuffer() : null;
      if (body && pathname === '/v1/patches') {
        pushes.push(body.byteLength);
        if (isSwallowing) return new Promise<Response>(() => {});
      }
      const answer = await fetch(desk + pathname + search, { method, headers, body });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes,
    swallow() {
      isSwallowing = true;
    },
    passOn() {
      isSwallowing = false;
      server.closeAllConnections();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
