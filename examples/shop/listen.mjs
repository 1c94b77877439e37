import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { StartFault } from './arguments.mjs';

/** The demo is for the machine that it runs on: its accounts are not for a network. */
const HOST = '127.0.0.1';

/**
 * Takes the shop's port at once, before anything is built; requests wait until {@link serve} says who answers them.
 *
 * @param {number} port 0 for any free one
 */
export async function listen(port) {
  /** @type {(fetch: (request: Request) => Response | Promise<Response>) => void} */
  let serve = () => {};
  /** @type {Promise<(request: Request) => Response | Promise<Response>>} */
  const answering = new Promise((resolve) => {
    serve = resolve;
  });
  const server = createAdaptorServer({ fetch: async (request) => (await answering)(request) });
  server.listen(port, HOST);
  await once(server, 'listening').catch((error) => {
    throw error.code === 'EADDRINUSE' ? taken(port) : error;
  });
  const address = server.address();
  return {
    url: `http://${HOST}:${typeof address === 'object' ? address?.port : port}`,
    serve,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** @param {number} port */
function taken(port) {
  return new StartFault(
    `Port ${port}, which the shop needs, is taken. Choose another pair with npm start -- --port N (or PORT=N): ` +
      'the desk gets N, the shop N + 1.',
  );
}
