import { and, asc, eq, inArray } from 'drizzle-orm';
import type { ConversationEmail, EmailOutCode, MessageAttachment, MessageEmail } from '../../wire/emails.js';
import { type Db, schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';

const { emailAnswers, emailAttachments, emails, emailThreads, messages } = schema;

/** How answers of a conversation leave; `null` for one that is not held by email. */
export async function emailOfConversation(
  { mail }: Pick<Desk, 'mail'>,
  db: Db | Tx,
  conversationId: string,
): Promise<ConversationEmail | null> {
  const [thread] = await db.select().from(emailThreads).where(eq(emailThreads.conversationId, conversationId));
  if (!thread) return null;
  return { inbox: thread.inbox, to: thread.answerAddress, can_send: mail.sender !== null };
}

/** What a conversation's messages that came or left by email have besides their text. */
export async function emailsOfMessages(db: Db | Tx, conversationId: string): Promise<MessageEmail[]> {
  return [...(await incoming(db, conversationId)), ...(await outgoing(db, conversationId))];
}

async function incoming(db: Db | Tx, conversationId: string): Promise<MessageEmail[]> {
  const { id, confirmed, unconfirmedReason, fromAddress, origin, quoted, signature, faults } = emails;
  const rows = await db
    .select({
      messageId: messages.id,
      email: { id, confirmed, unconfirmedReason, fromAddress, origin, quoted, signature, faults },
    })
    .from(messages)
    .innerJoin(emails, and(eq(emails.messageId, messages.id), inArray(emails.state, ['ticket', 'message'])))
    .where(eq(messages.conversationId, conversationId))
    .orderBy(asc(messages.place));
  const attached = await attachmentsOf(
    db,
    rows.map(({ email }) => email.id),
  );
  return rows.map(({ messageId, email }) => ({
    direction: 'in',
    message_id: messageId,
    id: email.id,
    confirmed: email.confirmed,
    unconfirmed_reason: email.unconfirmedReason,
    from: email.fromAddress,
    origin: email.origin ?? 'person',
    quoted: email.quoted,
    signature: email.signature,
    attachments: attached.get(email.id) ?? [],
    faults: email.faults,
  }));
}

/** Without their bytes. */
async function attachmentsOf(
  db: Db | Tx,
  emailIds: readonly string[],
): Promise<ReadonlyMap<string, readonly MessageAttachment[]>> {
  const found = new Map<string, MessageAttachment[]>();
  if (emailIds.length === 0) return found;
  const { id, emailId, name, type, size, inline } = emailAttachments;
  const rows = await db
    .select({ id, emailId, name, type, size, inline })
    .from(emailAttachments)
    .where(inArray(emailId, [...emailIds]))
    .orderBy(asc(emailAttachments.place));
  for (const { emailId: of, ...attachment } of rows) found.set(of, [...(found.get(of) ?? []), attachment]);
  return found;
}

async function outgoing(db: Db | Tx, conversationId: string): Promise<MessageEmail[]> {
  const { messageId, state, code, status, envelopeTo } = emailAnswers;
  const rows = await db
    .select({ messageId, state, code, status, envelopeTo })
    .from(messages)
    .innerJoin(emailAnswers, eq(emailAnswers.messageId, messages.id))
    .where(eq(messages.conversationId, conversationId))
    .orderBy(asc(messages.place));
  return rows.map((row) => ({
    direction: 'out',
    message_id: row.messageId,
    state: row.state,
    code: row.code as EmailOutCode | null,
    status: row.status,
    to: row.envelopeTo,
  }));
}
