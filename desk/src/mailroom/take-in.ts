import { createHash } from 'node:crypto';
import { SUBJECT_CHARS } from 'convot/protocol';
import { and, eq, ne } from 'drizzle-orm';
import type { EmailInReason, EmailInState } from '../../wire/emails.js';
import { announceMessage, appendMessage, type LockedConversation, lockConversation } from '../conversations/index.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { headerBlock } from '../email/headers.js';
import {
  answerAddress,
  claimedAddress,
  type IncomingEmail,
  parseEmail,
  senderTrust,
  spamVerdict,
} from '../email/index.js';
import { type Emit, organisationScope, transact } from '../events/index.js';
import { type AppRules, loadAppRules } from '../identity/index.js';
import type { JobData, JobHandler } from '../jobs/index.js';
import { insertTicket, reopenTicket, ticketRow } from '../tickets/index.js';
import { noteBounce } from './bounce.js';
import { namesWaiting, WAITS } from './order.js';
import { enqueueReading } from './receive.js';
import { type Author, contactOfAuthor } from './sender.js';
import { readEmailSettings, type StoredEmailSettings } from './settings.js';
import { placeOf } from './thread.js';

const { conversations, emailAttachments, emails, emailThreads } = schema;

/** The sender of every message that came by email; the mail's id makes it one message however often it is read. */
const SENDER = 'email';

type Stored = typeof emails.$inferSelect;

/** A mail that was read, with what decides about it. */
interface Mail {
  readonly stored: Stored;
  readonly email: IncomingEmail;
  readonly app: AppRules;
  readonly settings: StoredEmailSettings;
  readonly author: Author;
}

/** What became of a mail. */
interface Outcome {
  readonly state: EmailInState;
  readonly reason?: EmailInReason;
  readonly messageId?: string | null;
}

/**
 * Reads a stored mail. All that follows from it is one transaction which ends the mail's waiting, so that it happens once
 * however often the job is done.
 */
export function emailInHandler(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'vault' | 'jobs'>,
): JobHandler<JobData['email_in']> {
  return {
    async run({ emailId, waits = 0 }) {
      const mail = await readMail(desk, emailId);
      if (!mail) return;
      if (waits < WAITS && (await namesWaiting(desk.db, mail.stored, mail.email))) {
        await desk.db.transaction((tx) => enqueueReading(tx, emailId, waits + 1));
        return;
      }
      await transact(desk, (tx, emit) => takeIn(desk, tx, emit, mail));
      desk.jobs.wake();
    },
    async lost({ emailId }) {
      await desk.db.update(emails).set({ state: 'failed', reason: 'internal' }).where(waiting(emailId));
    },
  };
}

const waiting = (emailId: string) => and(eq(emails.id, emailId), eq(emails.state, 'waiting'));

async function readMail({ db }: Pick<Desk, 'db'>, emailId: string): Promise<Mail | null> {
  const [stored] = await db.select().from(emails).where(waiting(emailId));
  if (!stored) return null;
  const email = await parseEmail(stored.raw, stored.envelopeFrom);
  const settings = await readEmailSettings(db, stored.appId);
  const trust = senderTrust(email, { trustedReceivers: settings.trusted_receivers, isGuarded: stored.isGuarded });
  const author = {
    address: trust.confirmed ? trust.address : claimedAddress(email),
    name: email.from?.name ?? '',
    confirmed: trust.confirmed,
  };
  const read = { ...stored, unconfirmedReason: trust.confirmed ? null : trust.reason };
  return { stored: read, email, settings, author, app: await loadAppRules(db, stored.appId) };
}

async function takeIn(desk: Pick<Desk, 'clock' | 'vault'>, tx: Tx, emit: Emit, mail: Mail): Promise<void> {
  const { stored, email, author } = mail;
  const [held] = await tx.select({ id: emails.id }).from(emails).where(waiting(stored.id)).for('update');
  if (!held) return;
  const identity = identityOf(email, stored.raw);
  const isNew = identity === null || (await isFirst(tx, stored, identity));
  const outcome = isNew ? await settle(desk, tx, emit, mail) : { state: 'duplicate' as const };
  await tx
    .update(emails)
    .set({
      state: outcome.state,
      reason: outcome.reason ?? null,
      messageId: outcome.messageId ?? null,
      headerId: email.messageId,
      refs: email.references.length > 0 ? email.references : email.inReplyTo,
      identity: isNew ? identity : null,
      fromAddress: author.address,
      confirmed: author.confirmed,
      unconfirmedReason: stored.unconfirmedReason,
      origin: email.origin,
      mayAutoAnswer: email.mayAutoAnswer,
      quoted: email.quoted,
      signature: email.signature,
      faults: email.faults.map(({ code }) => code),
    })
    .where(eq(emails.id, stored.id));
}

async function settle(desk: Pick<Desk, 'clock' | 'vault'>, tx: Tx, emit: Emit, mail: Mail): Promise<Outcome> {
  const { stored, email, app, author, settings } = mail;
  const { conversationId, answerId, isOwnMail } = await placeOf(tx, app.id, email, author);
  if (isOwnMail) return { state: 'ignored', reason: 'own_mail' };
  // Only the null sender reports (RFC 3464, section 2). What else looks like a report may be a customer's: a ticket.
  if (email.origin === 'bounce' && email.hasNullSender)
    return noteBounce(tx, emit, app.organisationId, answerId, email.report, desk.clock());
  const joined =
    conversationId === null ? null : await lockConversation(tx, conversationId, eq(conversations.appId, app.id));
  const conversation = joined ?? (await begin(desk, tx, mail));
  const at = desk.clock();
  const said = { author: 'visitor' as const, sender: SENDER, clientId: stored.id, text: email.text };
  const { message } = await appendMessage(tx, conversation, said, at);
  await keepAttachments(tx, stored.id, email);
  const isSpam = joined === null && spamVerdict(email.headers, settings.spam_headers) !== null;
  if (joined === null) {
    const ticket = {
      organisationId: app.organisationId,
      conversation,
      subject: subjectOf(email),
      channel: 'email' as const,
    };
    await insertTicket(tx, emit, { ...ticket, isSpam, at });
  } else {
    await reopenTicket(tx, conversation.id);
  }
  const shown = await announceMessage(tx, emit, message);
  const row = await ticketRow(tx, shown);
  const scope = organisationScope(app.organisationId);
  if (row) emit(scope, { type: 'ticket', ticket: row });
  emit(scope, { type: 'email', conversation_id: conversation.id });
  return {
    state: joined === null ? 'ticket' : 'message',
    ...(isSpam && { reason: 'spam' as const }),
    messageId: message.id,
  };
}

/** A new conversation with the mail's author. */
async function begin(desk: Pick<Desk, 'clock' | 'vault'>, tx: Tx, mail: Mail): Promise<LockedConversation> {
  const { stored, email, app, author } = mail;
  const at = desk.clock();
  const appContactId = await contactOfAuthor(desk, tx, app, author, at);
  const [made] = await tx
    .insert(conversations)
    .values({ appId: app.id, appContactId, channel: 'email', startedAt: at, lastAt: at })
    .returning();
  if (!made) throw new Error('A conversation was not stored.');
  const answered = answerAddress(email);
  await tx.insert(emailThreads).values({
    conversationId: made.id,
    inbox: stored.inbox,
    fromAddress: author.address,
    confirmed: author.confirmed,
    answerAddress: answered?.address ?? null,
    answerName: answered?.name ?? '',
  });
  return made;
}

async function keepAttachments(tx: Tx, emailId: string, { attachments }: IncomingEmail): Promise<void> {
  for (const [place, { name, type, bytes, inline }] of attachments.entries()) {
    await tx.insert(emailAttachments).values({ emailId, place, name, type, inline, bytes, size: bytes.length });
  }
}

/** A mail without a subject is named by its first words. */
function subjectOf({ subject, text, attachments }: IncomingEmail): string {
  const words = subject || text.trim().split('\n', 1)[0] || attachments[0]?.name || '';
  return [...words.slice(0, SUBJECT_CHARS)].filter((char) => !/\p{Cs}/u.test(char)).join('');
}

/**
 * What two copies of one mail have in common, whichever way each came. Not the id alone: whoever knows a mail's id could
 * send another mail of that id first, and the real one would count as seen. `null` without an id.
 */
function identityOf(email: IncomingEmail, raw: Uint8Array): string | null {
  if (email.messageId === null) return null;
  const written = [email.messageId, email.from?.address ?? '', email.subject, email.sentAt?.toISOString() ?? ''];
  const hash = createHash('sha256').update(JSON.stringify(written));
  return hash.update(raw.subarray(headerBlock(raw).block.length)).digest('hex');
}

/** Two processes that read two copies at once: the unique key stops the second, and its next attempt sees the first. */
async function isFirst(tx: Tx, { id, appId }: Stored, identity: string): Promise<boolean> {
  const same = and(eq(emails.appId, appId), eq(emails.identity, identity), ne(emails.id, id));
  return (await tx.select({ id: emails.id }).from(emails).where(same)).length === 0;
}
