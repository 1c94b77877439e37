const KIB = 1024;

/**
 * What a page may download, in bytes; `npm run size` prints what it does download.
 * A stage's limit is raised only with its reason written beside it.
 * @type {Readonly<Record<string, { measure: 'brotli' | 'raw', bytes: number, reason: string }>>}
 */
export const SIZE_LIMITS = {
  'dist/convot.js': { measure: 'brotli', bytes: 6 * KIB, reason: 'every page of a customer loads it' },
  'dist/convot-chat.js': { measure: 'brotli', bytes: 14 * KIB, reason: 'loaded when a visitor first opens the chat' },
  'dist/stub.js': { measure: 'raw', bytes: 300, reason: 'people paste it into their pages by hand' },
};

/** What no browser bundle may contain: it belongs to servers, and weighs more than all the rest. */
export const SERVER_PACKAGES = ['jose', 'zod', 'hono', '@hono/node-server', 'better-auth', 'drizzle-orm', 'postgres'];
