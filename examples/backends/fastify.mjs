import { toFastify } from 'convot/server';
import Fastify from 'fastify';
import { context, identity } from './routes.mjs';

const app = Fastify();
app.all('/api/megadesk-identity', toFastify(identity));
app.all('/api/support-context', toFastify(context));
/** @param {number} port */
export const listen = (port) => app.listen({ port }).then(() => app.server);
