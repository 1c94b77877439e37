import { and, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import { canonicalAddress, type IncomingEmail, threadKey } from '../email/index.js';
import type { Author } from './sender.js';

const { conversations, emailAnswers, emails, emailThreads, messages } = schema;

/** Where a mail belongs by the ids that it names. */
export interface Place {
  /** The conversation that it joins; `null` begins one. */
  readonly conversationId: string | null;
  /** The newest answer of ours that it names: what a bounce reports on. */
  readonly answerId: string | null;
  /** It is an answer of ours that came back. */
  readonly isOwnMail: boolean;
}

/**
 * Finds the conversation that a mail belongs to. An id alone opens nothing: its author must take part in that
 * conversation, by every rule above {@link threadKey}.
 */
export async function placeOf(tx: Tx, appId: string, email: IncomingEmail, author: Author): Promise<Place> {
  const { own, others } = threadKey(email, domainsIn(email));
  const answers = await answersOf(tx, appId, own);
  const itself =
    email.messageId === null ? [] : await answersOf(tx, appId, threadKey(asAnswer(email), domainsIn(email)).own);
  const threads = [...answers, ...(await earlierMailsOf(tx, appId, others, author))];
  for (const thread of threads) {
    if (takesPart(thread, author)) {
      return {
        conversationId: thread.conversationId,
        answerId: answers[0]?.messageId ?? null,
        isOwnMail: itself.length > 0,
      };
    }
  }
  return { conversationId: null, answerId: answers[0]?.messageId ?? null, isOwnMail: itself.length > 0 };
}

/** The mail as if it answered itself, to see whether its own id is one of ours. */
const asAnswer = ({ messageId }: IncomingEmail) => ({
  messageId: null,
  inReplyTo: messageId === null ? [] : [messageId],
  references: [],
  report: null,
});

/**
 * The domains of the ids themselves. Which of them are ours, only the stored ids tell: an inbox may have moved to another
 * domain since its answers left.
 */
function domainsIn({ messageId, inReplyTo, references, report }: IncomingEmail): string[] {
  const ids = [messageId, ...inReplyTo, ...references, report?.originalMessageId ?? null];
  return ids.flatMap((id) => (id === null ? [] : (/@([^@>]+)>$/.exec(id)?.[1] ?? [])));
}

interface Thread {
  readonly conversationId: string;
  readonly messageId: string | null;
  readonly fromAddress: string | null;
  readonly answerAddress: string | null;
}

/** Our answers of these ids, in their order. */
async function answersOf(tx: Tx, appId: string, ids: readonly string[]): Promise<Thread[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      headerId: emailAnswers.headerId,
      conversationId: messages.conversationId,
      messageId: emailAnswers.messageId,
      fromAddress: emailThreads.fromAddress,
      answerAddress: emailThreads.answerAddress,
    })
    .from(emailAnswers)
    .innerJoin(messages, eq(messages.id, emailAnswers.messageId))
    .innerJoin(emailThreads, eq(emailThreads.conversationId, messages.conversationId))
    .where(and(eq(emailAnswers.appId, appId), inArray(emailAnswers.headerId, [...ids])));
  return rows.sort((a, b) => ids.indexOf(a.headerId) - ids.indexOf(b.headerId));
}

/**
 * The conversations of earlier mails of the same author. Their ids can be guessed, so a mail that nobody confirms never
 * joins a confirmed conversation by one.
 */
async function earlierMailsOf(tx: Tx, appId: string, ids: readonly string[], author: Author): Promise<Thread[]> {
  if (ids.length === 0 || author.address === null) return [];
  const rows = await tx
    .select({
      headerId: emails.headerId,
      conversationId: conversations.id,
      confirmed: emailThreads.confirmed,
      fromAddress: emailThreads.fromAddress,
      answerAddress: emailThreads.answerAddress,
    })
    .from(emails)
    .innerJoin(messages, eq(messages.id, emails.messageId))
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .innerJoin(emailThreads, eq(emailThreads.conversationId, conversations.id))
    .where(
      and(
        eq(emails.appId, appId),
        inArray(emails.headerId, [...ids]),
        inArray(emails.state, ['ticket', 'message']),
        eq(emails.fromAddress, author.address),
      ),
    );
  const distinct = new Set(rows.map(({ conversationId }) => conversationId));
  return rows
    .filter(({ confirmed }) => author.confirmed || !confirmed)
    .filter(({ headerId }) => isUnique(rows, headerId) || distinct.size === 1)
    .sort((a, b) => ids.indexOf(a.headerId ?? '') - ids.indexOf(b.headerId ?? ''))
    .map(({ conversationId, fromAddress, answerAddress }) => ({
      conversationId,
      messageId: null,
      fromAddress,
      answerAddress,
    }));
}

/** An id that two mails bear says nothing. */
function isUnique(rows: readonly { readonly headerId: string | null }[], id: string | null): boolean {
  return rows.filter(({ headerId }) => headerId === id).length === 1;
}

function takesPart({ fromAddress, answerAddress }: Thread, { address }: Author): boolean {
  if (address === null) return false;
  return address === fromAddress || (answerAddress !== null && address === canonicalAddress(answerAddress));
}
