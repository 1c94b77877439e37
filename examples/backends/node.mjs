import { createServer } from 'node:http';
import { toNodeHandler } from 'convot/server';
import { context, identity } from './routes.mjs';

const routes = { '/api/megadesk-identity': toNodeHandler(identity), '/api/support-context': toNodeHandler(context) };
const server = createServer((request, response) => {
  const handler = Object.entries(routes).find(([path]) => request.url?.split('?')[0] === path)?.[1];
  return handler ? handler(request, response) : response.writeHead(404).end();
});
/** @param {number} port */
export const listen = async (port) => server.listen(port);
