import { and, eq, inArray } from 'drizzle-orm';
import type { EmailOutCode, EmailOutState } from '../../wire/emails.js';
import { schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { SendError } from '../email/index.js';
import { organisationScope, transact } from '../events/index.js';
import type { JobData, JobHandler } from '../jobs/index.js';

const { apps, emailAnswers, messages } = schema;

type Parts = Pick<Desk, 'db' | 'bus' | 'clock' | 'mail'>;

/** What is noted of an answer. */
interface Change {
  readonly state: EmailOutState;
  readonly code?: EmailOutCode | null;
  readonly status?: string | null;
  readonly raw?: null;
  readonly attempts?: number;
}

/**
 * Sends an answer. `sending` is noted before the first byte of it leaves: a job that finds it was broken off there, and
 * sends nothing. Before that moment the answer is safely sent again.
 */
export function emailOutHandler(desk: Parts): JobHandler<JobData['email_out']> {
  return {
    async run({ messageId }, signal) {
      const [answer] = await desk.db.select().from(emailAnswers).where(eq(emailAnswers.messageId, messageId));
      if (answer?.state === 'sending') {
        await note(desk, messageId, 'sending', { state: 'unknown', code: 'outcome_unknown' });
      }
      if (answer?.state !== 'waiting') return;
      const { sender } = desk.mail;
      if (!sender || answer.raw === null) {
        await note(desk, messageId, 'waiting', { state: 'failed', code: sender ? 'internal' : 'no_server' });
        return;
      }
      const attempts = answer.attempts + 1;
      const email = {
        messageId: answer.headerId,
        envelope: { from: answer.envelopeFrom, to: [answer.envelopeTo] },
        raw: answer.raw,
      };
      let from: EmailOutState = 'waiting';
      const beforeData = async () => {
        const isOurs = await note(desk, messageId, 'waiting', { state: 'sending', attempts });
        if (!isOurs) throw new Error('Another process sends this answer.');
        from = 'sending';
      };
      try {
        await sender.send(email, { signal, beforeData });
      } catch (error) {
        return noteFailure(desk, messageId, from, attempts, error);
      }
      await noteSent(desk, messageId, attempts);
    },
    async lost({ messageId }) {
      await giveUp(desk, messageId);
    },
  };
}

/** Notes why an answer did not leave. What may be tried again is thrown, so that it is. */
async function noteFailure(
  desk: Parts,
  messageId: string,
  from: EmailOutState,
  attempts: number,
  error: unknown,
): Promise<void> {
  if (!(error instanceof SendError)) {
    // A closing desk broke off before the mail's last line: it is not out.
    if (from === 'sending') await note(desk, messageId, from, { state: 'waiting' });
    throw error;
  }
  const { code, temporary } = error;
  const state = code === 'outcome_unknown' ? 'unknown' : temporary ? 'waiting' : 'failed';
  const status = error.status === null ? null : String(error.status);
  await note(desk, messageId, from, { state, code, status, attempts });
  if (temporary) throw error;
}

/**
 * The server has it. Its job may have expired meanwhile, so that the answer counts as unknown, or an agent wants it sent
 * again: as long as no other attempt has begun, this one's word is the last.
 */
async function noteSent(desk: Parts, messageId: string, attempts: number): Promise<void> {
  const sent = { state: 'sent', code: null, status: null, raw: null } as const;
  await note(desk, messageId, ['sending', 'unknown', 'waiting'], sent, attempts);
}

/** The attempts are used up. */
async function giveUp(desk: Parts, messageId: string): Promise<void> {
  const [answer] = await desk.db.select().from(emailAnswers).where(eq(emailAnswers.messageId, messageId));
  if (answer?.state === 'waiting') {
    await note(desk, messageId, 'waiting', {
      state: 'failed',
      code: (answer.code as EmailOutCode | null) ?? 'internal',
    });
  }
  if (answer?.state === 'sending') {
    await note(desk, messageId, 'sending', { state: 'unknown', code: 'outcome_unknown' });
  }
}

/**
 * Changes an answer that still is where it was, and tells the agents.
 *
 * @param attempt - only if this attempt is its latest
 * @returns whether it was.
 */
async function note(
  desk: Parts,
  messageId: string,
  from: EmailOutState | readonly EmailOutState[],
  change: Change,
  attempt?: number,
): Promise<boolean> {
  const latest = attempt === undefined ? undefined : eq(emailAnswers.attempts, attempt);
  return transact(desk, async (tx, emit) => {
    const [changed] = await tx
      .update(emailAnswers)
      .set({ ...change, updatedAt: desk.clock() })
      .where(and(eq(emailAnswers.messageId, messageId), inArray(emailAnswers.state, [from].flat()), latest))
      .returning({ appId: emailAnswers.appId });
    if (!changed) return false;
    const [place] = await tx
      .select({ conversationId: messages.conversationId, organisationId: apps.organisationId })
      .from(messages)
      .innerJoin(apps, eq(apps.id, changed.appId))
      .where(eq(messages.id, messageId));
    if (place) emit(organisationScope(place.organisationId), { type: 'email', conversation_id: place.conversationId });
    return true;
  });
}
