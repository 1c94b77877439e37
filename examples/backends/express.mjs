import { toNodeHandler } from 'convot/server';
import express from 'express';
import { context, identity } from './routes.mjs';

const app = express();
app.all('/api/megadesk-identity', toNodeHandler(identity));
app.all('/api/support-context', toNodeHandler(context));
/** @param {number} port */
export const listen = async (port) => app.listen(port);
