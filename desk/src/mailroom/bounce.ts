import { eq } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { DeliveryReport } from '../email/index.js';
import { type Emit, organisationScope } from '../events/index.js';

const { emailAnswers, messages } = schema;

/**
 * Notes what a bounce reports of an answer of ours. It is matched by that answer's unguessable id alone, and is no message
 * of anybody. Who knows that id, as its recipient does, and writes with the null sender can call the answer failed.
 */
export async function noteBounce(
  tx: Tx,
  emit: Emit,
  organisationId: string,
  answerId: string | null,
  report: DeliveryReport | null,
  at: Date,
): Promise<{ state: 'bounce'; messageId: string } | { state: 'ignored'; reason: 'unknown_bounce' }> {
  if (answerId === null) return { state: 'ignored', reason: 'unknown_bounce' };
  if (report?.outcome === 'failed') {
    await tx
      .update(emailAnswers)
      .set({ state: 'failed', code: 'bounced', status: report.status, updatedAt: at })
      .where(eq(emailAnswers.messageId, answerId));
    const [message] = await tx
      .select({ conversationId: messages.conversationId })
      .from(messages)
      .where(eq(messages.id, answerId));
    if (message) emit(organisationScope(organisationId), { type: 'email', conversation_id: message.conversationId });
  }
  return { state: 'bounce', messageId: answerId };
}
