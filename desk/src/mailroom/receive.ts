import { createHash } from 'node:crypto';
import type { EmailVia } from '../../wire/emails.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import type { ReceivedEmail } from '../email/index.js';
import { enqueue } from '../jobs/index.js';

const { emails } = schema;

/** Where a mail is stored: an app, by one of its inboxes. */
export interface Destination {
  readonly appId: string;
  readonly inbox: string;
}

/** How a mail was handed in. */
export interface Way {
  readonly via: EmailVia;
  /** Whether it is closed to strangers: by a secret, or by the addresses that may connect. */
  readonly isGuarded: boolean;
}

/**
 * Stores a mail as it came, once for each app and its bytes, and adds the job that will read it. When this resolves the
 * mail is safe: whoever handed it in may forget it.
 */
export async function storeEmail(
  desk: Pick<Desk, 'db' | 'clock' | 'jobs'>,
  { raw, envelope }: ReceivedEmail,
  { via, isGuarded }: Way,
  destinations: readonly Destination[],
): Promise<void> {
  const digest = createHash('sha256').update(raw).digest('hex');
  const receivedAt = desk.clock();
  await desk.db.transaction(async (tx) => {
    for (const { appId, inbox } of destinations) {
      const from = { via, isGuarded, envelopeFrom: envelope.from };
      const values = { ...from, appId, inbox, raw, size: raw.length, digest, receivedAt };
      const [row] = await tx.insert(emails).values(values).onConflictDoNothing().returning({ id: emails.id });
      if (row) await enqueueReading(tx, row.id);
    }
  });
  desk.jobs.wake();
}

/** Between two looks at whether an earlier mail was read. */
const WAIT_S = 2;

/**
 * Adds the job that reads a stored mail.
 *
 * @param waits - how often it let an earlier mail past
 */
export async function enqueueReading(tx: Tx, emailId: string, waits = 0): Promise<void> {
  const startAfterS = waits === 0 ? 0 : WAIT_S;
  await enqueue(tx, 'email_in', { emailId, waits }, { singletonKey: emailId, startAfterS });
}
