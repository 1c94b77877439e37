import { and, eq, isNull } from 'drizzle-orm';
import { schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { sessionEndedTopic } from '../events/index.js';
import { credentialHash } from './credential.js';

/** Ends the session of a credential everywhere, its streams at once. Closing one that has ended does nothing. */
export async function closeSession(desk: Pick<Desk, 'db' | 'bus' | 'clock'>, credential: string): Promise<void> {
  const { visitorSessions } = schema;
  const [ended] = await desk.db
    .update(visitorSessions)
    .set({ revokedAt: desk.clock() })
    .where(and(eq(visitorSessions.credentialHash, credentialHash(credential)), isNull(visitorSessions.revokedAt)))
    .returning({ id: visitorSessions.id });
  if (ended) announceEnd(desk, ended.id);
}

/** Tells every process that a session has ended. Call it when that is committed. */
export function announceEnd({ bus }: Pick<Desk, 'bus'>, sessionId: string): void {
  bus.publish(sessionEndedTopic(sessionId), { seq: 0, data: '' });
}
