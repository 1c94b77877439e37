import { and, eq, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import { type Db, schema } from '../database/index.js';
import type { IncomingEmail } from '../email/index.js';

const { emails } = schema;

/** How often a mail lets an earlier one past before it is read all the same: some 40 s in all. */
export const WAITS = 20;

/** Where a mail's own id is looked for, in bytes. */
const HEADER_BYTES = 65_536;

/**
 * Whether an earlier mail of the same app, which this one names as what it answers, still waits to be read: by another
 * process, or for its next attempt. Read before it, this mail would find no conversation and open a second ticket. The
 * earlier mail's id is in its bytes alone, so those are searched; one that merely names the same id is worth the wait, too.
 */
export async function namesWaiting(
  db: Db,
  { id, appId, receivedAt }: Pick<typeof emails.$inferSelect, 'id' | 'appId' | 'receivedAt'>,
  { inReplyTo, references }: Pick<IncomingEmail, 'inReplyTo' | 'references'>,
): Promise<boolean> {
  const named = [...new Set([...inReplyTo, ...references])].map(holds);
  if (named.length === 0) return false;
  const earlier = and(eq(emails.appId, appId), ne(emails.id, id), lte(emails.receivedAt, receivedAt));
  const rows = await db
    .select({ id: emails.id })
    .from(emails)
    .where(and(earlier, eq(emails.state, 'waiting'), or(...named)))
    .limit(1);
  return rows.length > 0;
}

const holds = (headerId: string): SQL =>
  sql`position(convert_to(${headerId}, 'UTF8') in substring(${emails.raw} from 1 for ${HEADER_BYTES}::int)) > 0`;
