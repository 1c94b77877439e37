import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { context, identity } from './routes.mjs';

const app = new Hono();
app.all('/api/megadesk-identity', ({ req }) => identity(req.raw));
app.all('/api/support-context', ({ req }) => context(req.raw));
/** @param {number} port */
export const listen = async (port) => serve({ fetch: app.fetch, port });
