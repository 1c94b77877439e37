import { ConvotError, type Message } from 'convot/protocol';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { EmailOutCode } from '../../wire/emails.js';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { composeAnswer, newMessageId, type OutgoingEmail } from '../email/index.js';
import { organisationScope, transact } from '../events/index.js';
import { enqueue } from '../jobs/index.js';
import { inboxesOf } from './settings.js';

const { apps, conversations, emailAnswers, emails, emailSettings, emailThreads, messages, tickets } = schema;

/** The states from which an agent may send an answer again. */
const RESENDABLE = ['failed', 'unknown'] as const;

type Thread = typeof emailThreads.$inferSelect;

/**
 * Puts an agent's message of an email conversation on its way, in the transaction that stores it: either both are there
 * or neither. Ring `desk.jobs.wake()` after it.
 */
export async function queueAnswer(
  desk: Pick<Desk, 'mail' | 'clock'>,
  tx: Tx,
  conversation: { readonly id: string; readonly appId: string },
  message: Message,
): Promise<void> {
  const [thread] = await tx.select().from(emailThreads).where(eq(emailThreads.conversationId, conversation.id));
  if (!thread) return;
  const inboxes = await inboxesOf(tx, conversation.appId);
  const inbox = inboxes.includes(thread.inbox) ? thread.inbox : inboxes[0];
  const headerId = newMessageId(domainOf(inbox ?? thread.inbox));
  const at = desk.clock();
  const values = { messageId: message.id, appId: conversation.appId, headerId, updatedAt: at };
  const code = missing(inbox, thread) ?? (desk.mail.sender ? null : 'no_server');
  const mail =
    inbox === undefined || missing(inbox, thread) ? null : await compose(tx, thread, inbox, headerId, message);
  await tx.insert(emailAnswers).values({
    ...values,
    state: code === null ? 'waiting' : 'failed',
    code,
    envelopeFrom: mail?.envelope.from ?? inbox ?? '',
    envelopeTo: mail?.envelope.to[0] ?? thread.answerAddress ?? '',
    raw: mail?.raw ?? null,
  });
  if (code === null) await enqueueAnswer(tx, message.id, 'first');
}

/**
 * Sends an answer again that failed, or of which nobody knows whether it left.
 *
 * @throws ConvotError `not_found`; `forbidden` with reason `not_resendable`, `no_server`, `no_address` or `no_inbox`
 */
export async function resendAnswer(
  desk: Pick<Desk, 'db' | 'bus' | 'clock' | 'jobs' | 'mail'>,
  organisationId: string,
  messageId: string,
): Promise<void> {
  await transact(desk, async (tx, emit) => {
    const [answer] = await tx
      .select({ state: emailAnswers.state, conversationId: messages.conversationId, attempts: emailAnswers.attempts })
      .from(emailAnswers)
      .innerJoin(messages, eq(messages.id, emailAnswers.messageId))
      .innerJoin(apps, and(eq(apps.id, emailAnswers.appId), eq(apps.organisationId, organisationId)))
      .where(eq(emailAnswers.messageId, messageId))
      .for('update', { of: emailAnswers });
    if (!answer) throw new ConvotError('not_found', 'There is no answer of this id here.');
    if (!RESENDABLE.some((state) => state === answer.state)) throw notNow('not_resendable');
    if (!desk.mail.sender) throw notNow('no_server');
    await composeAgain(desk, tx, messageId);
    await enqueueAnswer(tx, messageId, `again ${answer.attempts} ${desk.clock().getTime()}`);
    emit(organisationScope(organisationId), { type: 'email', conversation_id: answer.conversationId });
  });
  desk.jobs.wake();
}

/** The kept bytes are used again where there are any; what has left and bounced is composed again, under its id. */
async function composeAgain(desk: Pick<Desk, 'clock'>, tx: Tx, messageId: string): Promise<void> {
  const [row] = await tx
    .select({ message: messages, thread: emailThreads, answer: emailAnswers })
    .from(emailAnswers)
    .innerJoin(messages, eq(messages.id, emailAnswers.messageId))
    .innerJoin(emailThreads, eq(emailThreads.conversationId, messages.conversationId))
    .where(eq(emailAnswers.messageId, messageId));
  if (!row) throw new ConvotError('not_found', 'There is no answer of this id here.');
  const { message, thread, answer } = row;
  const renewed = { state: 'waiting', code: null, status: null, updatedAt: desk.clock() } as const;
  if (answer.raw !== null) {
    await tx.update(emailAnswers).set(renewed).where(eq(emailAnswers.messageId, messageId));
    return;
  }
  const inboxes = await inboxesOf(tx, answer.appId);
  const inbox = inboxes.includes(thread.inbox) ? thread.inbox : inboxes[0];
  const code = missing(inbox, thread);
  if (inbox === undefined || code !== null) throw notNow(code ?? 'no_inbox');
  const sent = { id: message.id, conversation_id: message.conversationId, text: message.text };
  const mail = await compose(tx, thread, inbox, answer.headerId, { ...sent, sent_at: message.sentAt.toISOString() });
  await tx
    .update(emailAnswers)
    .set({ ...renewed, raw: mail.raw, envelopeFrom: mail.envelope.from, envelopeTo: mail.envelope.to[0] ?? '' })
    .where(eq(emailAnswers.messageId, messageId));
}

function missing(inbox: string | undefined, { answerAddress }: Thread): EmailOutCode | null {
  if (inbox === undefined) return 'no_inbox';
  return answerAddress === null ? 'no_address' : null;
}

function notNow(reason: string): ConvotError {
  return new ConvotError('forbidden', 'This answer can not be sent again now.', { reason });
}

/** The mail of an answer, in the thread of the customer's latest mail before it. */
async function compose(
  tx: Tx,
  thread: Thread,
  inbox: string,
  headerId: string,
  message: Pick<Message, 'text' | 'sent_at'>,
): Promise<OutgoingEmail> {
  const [facts] = await tx
    .select({ subject: tickets.subject, appName: apps.name, displayName: emailSettings.displayName })
    .from(conversations)
    .innerJoin(apps, eq(apps.id, conversations.appId))
    .leftJoin(emailSettings, eq(emailSettings.appId, apps.id))
    .leftJoin(tickets, eq(tickets.conversationId, conversations.id))
    .where(eq(conversations.id, thread.conversationId));
  const answered = await latestMail(tx, thread.conversationId);
  return composeAnswer({
    messageId: headerId,
    from: { address: inbox, name: facts?.displayName || facts?.appName || '' },
    to: { address: thread.answerAddress ?? '', name: thread.answerName },
    subject: facts?.subject ?? '',
    text: message.text,
    answers: answered && { messageId: answered.headerId, references: answered.refs, inReplyTo: [] },
    history: answered && historyOf(answered),
    automatic: false,
    at: new Date(message.sent_at),
  });
}

interface AnsweredMail {
  readonly headerId: string | null;
  readonly refs: readonly string[];
  readonly text: string;
  readonly at: Date;
  readonly from: string | null;
}

async function latestMail(tx: Tx, conversationId: string): Promise<AnsweredMail | null> {
  const [mail] = await tx
    .select({
      headerId: emails.headerId,
      refs: emails.refs,
      text: messages.text,
      at: emails.receivedAt,
      from: emails.fromAddress,
    })
    .from(messages)
    .innerJoin(emails, and(eq(emails.messageId, messages.id), inArray(emails.state, ['ticket', 'message'])))
    .where(eq(messages.conversationId, conversationId))
    .orderBy(desc(messages.place))
    .limit(1);
  return mail ?? null;
}

/** In figures: nobody knows which language the customer reads. */
function historyOf({ at, from, text }: AnsweredMail) {
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  return { introduction: `${time} UTC, ${from ?? '?'}:`, text };
}

async function enqueueAnswer(tx: Tx, messageId: string, attempt: string): Promise<void> {
  await enqueue(tx, 'email_out', { messageId }, { singletonKey: `${messageId} ${attempt}` });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
