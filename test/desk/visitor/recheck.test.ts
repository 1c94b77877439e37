import { afterEach, expect, it, vi } from 'vitest';
import type { Db } from '../../../desk/src/database/index.js';
import { createLocalBus } from '../../../desk/src/events/index.js';
import type { VisitorSession } from '../../../desk/src/sessions/index.js';
import { streamSession } from '../../../desk/src/visitor/stream.js';

afterEach(() => vi.useRealTimers());

/** A database that knows one session and is asked for nothing else. */
function databaseOf(look: () => Promise<VisitorSession[]>): Db {
  const query = { from: () => query, innerJoin: () => query, where: look };
  return { select: () => query, execute: async () => [] } as unknown as Db;
}

it('a database that fails when a session should have ended is asked again after a while, not at once', async () => {
  vi.useFakeTimers();
  const session: VisitorSession = {
    id: 's',
    appId: 'app_1',
    organisationId: 'o',
    appContactId: 'a',
    contactId: 'c',
    handle: 'h',
    trust: 'verified',
    origin: 'token',
    email: null,
    name: null,
    expiresAt: new Date(Date.now() + 60_000),
  };
  const look = vi.fn(async () => [session]);
  const desk = { db: databaseOf(look), bus: createLocalBus(), clock: () => new Date() };
  const response = await streamSession(desk, session, new Request('https://desk.example/v1/stream'));
  look.mockReset().mockRejectedValue(new Error('down'));
  await vi.advanceTimersByTimeAsync(62_000);
  expect(look).toHaveBeenCalledTimes(1);
  look.mockResolvedValue([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await response.text()).toContain('{"type":"session_ended"}');
});
