import { ConvotError } from 'convot/protocol';
import { and, desc, eq } from 'drizzle-orm';
import type { EmailInReason, EmailSettingsPage, ReceivedMail } from '../../wire/emails.js';
import { type Db, schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { SPAM_HEADER_NAMES } from '../email/index.js';
import { postUrl } from './post.js';
import { enqueueReading } from './receive.js';
import { readEmailSettings, requireApp } from './settings.js';

const { apps, emailAttachments, emails, messages } = schema;

/** Received mails that the owner sees. */
const SHOWN = 20;

/** Everything that the owner may see. @throws ConvotError `not_found` */
export async function emailPage(
  { db, mail, url }: Pick<Desk, 'db' | 'mail'> & { readonly url: string },
  organisationId: string,
  appId: string,
): Promise<EmailSettingsPage> {
  await requireApp(db, organisationId, appId);
  return {
    ...(await readEmailSettings(db, appId)),
    known_spam_headers: SPAM_HEADER_NAMES,
    post_url: postUrl(url, appId),
    listener: mail.listener(),
    outgoing: mail.sender?.host ?? null,
    received: await receivedBy(db, appId),
  };
}

async function receivedBy(db: Db, appId: string): Promise<ReceivedMail[]> {
  const { id, receivedAt, via, inbox, size, state, reason, fromAddress, confirmed, unconfirmedReason } = emails;
  const rows = await db
    .select({
      email: { id, receivedAt, via, inbox, size, state, reason, fromAddress, confirmed, unconfirmedReason },
      conversationId: messages.conversationId,
    })
    .from(emails)
    .leftJoin(messages, eq(messages.id, emails.messageId))
    .where(eq(emails.appId, appId))
    .orderBy(desc(emails.receivedAt), desc(emails.id))
    .limit(SHOWN);
  return rows.map(({ email, conversationId }) => ({
    id: email.id,
    at: email.receivedAt.toISOString(),
    via: email.via,
    inbox: email.inbox,
    size: email.size,
    state: email.state,
    reason: email.reason as EmailInReason | null,
    from: email.fromAddress,
    confirmed: email.confirmed,
    unconfirmed_reason: email.unconfirmedReason,
    conversation_id: conversationId,
  }));
}

/** Reads a failed mail once more. @throws ConvotError `not_found` */
export async function retryReading(
  desk: Pick<Desk, 'db' | 'jobs'>,
  organisationId: string,
  emailId: string,
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const [failed] = await tx
      .select({ id: emails.id })
      .from(emails)
      .innerJoin(apps, and(eq(apps.id, emails.appId), eq(apps.organisationId, organisationId)))
      .where(and(eq(emails.id, emailId), eq(emails.state, 'failed')))
      .for('update', { of: emails });
    if (!failed) throw new ConvotError('not_found', 'There is no failed mail of this id here.');
    await tx.update(emails).set({ state: 'waiting', reason: null }).where(eq(emails.id, emailId));
    await enqueueReading(tx, emailId);
  });
  desk.jobs.wake();
}

/** Bytes with the name to save them under. */
export interface Download {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @throws ConvotError `not_found` */
export async function readAttachment(db: Db, organisationId: string, id: string): Promise<Download> {
  const [row] = await db
    .select({ name: emailAttachments.name, bytes: emailAttachments.bytes })
    .from(emailAttachments)
    .innerJoin(emails, eq(emails.id, emailAttachments.emailId))
    .innerJoin(apps, and(eq(apps.id, emails.appId), eq(apps.organisationId, organisationId)))
    .where(eq(emailAttachments.id, id));
  if (!row) throw new ConvotError('not_found', 'There is no attachment of this id here.');
  return row;
}

/** A mail as it came. @throws ConvotError `not_found` */
export async function readRawMail(db: Db, organisationId: string, id: string): Promise<Download> {
  const [row] = await db
    .select({ bytes: emails.raw })
    .from(emails)
    .innerJoin(apps, and(eq(apps.id, emails.appId), eq(apps.organisationId, organisationId)))
    .where(eq(emails.id, id));
  if (!row) throw new ConvotError('not_found', 'There is no mail of this id here.');
  return { name: `${id}.eml`, bytes: row.bytes };
}
