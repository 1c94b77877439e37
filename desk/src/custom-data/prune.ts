import { LANE_AGE_MS } from 'convot/protocol';
import { lt } from 'drizzle-orm';
import { type Db, schema } from '../database/index.js';

/** Forgets lanes that no client can still hold entries of. */
export async function pruneLanes(db: Db, now: Date): Promise<void> {
  await db.delete(schema.lanes).where(lt(schema.lanes.seenAt, new Date(now.getTime() - LANE_AGE_MS)));
}
