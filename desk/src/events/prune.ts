import { lt } from 'drizzle-orm';
import { type Db, schema } from '../database/index.js';

/** How long a reader may stay away and still be told everything, in milliseconds (3 days). */
export const EVENT_AGE_MS = 3 * 24 * 60 * 60 * 1_000;

/** Forgets old events. Their scopes keep their last seq, so that whoever asks for less is told of the gap. */
export async function pruneEvents(db: Db, now: Date): Promise<void> {
  await db.delete(schema.events).where(lt(schema.events.at, new Date(now.getTime() - EVENT_AGE_MS)));
}
