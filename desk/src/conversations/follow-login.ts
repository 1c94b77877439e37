import { eq } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { Emit } from '../events/index.js';
import { announceChange } from './announce.js';
import { ownerOf, type Visitor } from './visible.js';

/** Gives a session's own conversations to the verified person that it became, and tells both sides. */
export async function followLogin(
  tx: Tx,
  emit: Emit,
  move: { readonly from: string; readonly to: Visitor },
): Promise<void> {
  const { conversations } = schema;
  const moved = await tx
    .update(conversations)
    .set(ownerOf(move.to))
    .where(eq(conversations.sessionId, move.from))
    .returning({ id: conversations.id });
  for (const { id } of moved) await announceChange(tx, emit, id, { visitor: true, agents: true });
}
