import { eq, sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import { type Emit, visitorScope } from '../events/index.js';
import { announceChange } from './announce.js';
import { ownerOf, scopeOf, type Visitor } from './visible.js';

const { conversations, messages } = schema;

interface Move {
  /** The session that ends. */
  readonly from: string;
  readonly to: Visitor;
}

/** Gives a session's own conversations to the verified person that it became, and tells both sides. */
export async function followLogin(tx: Tx, emit: Emit, move: Move): Promise<void> {
  const moved = await tx
    .update(conversations)
    .set(ownerOf(move.to))
    .where(eq(conversations.sessionId, move.from))
    .returning({ id: conversations.id });
  if (moved.length === 0) return;
  await takeMessages(tx, move);
  for (const { id } of moved) await announceChange(tx, emit, id, { visitor: true, agents: true });
}

/** What is sent again after the login is recognised as sent before. An id that the person used, too, stays apart. */
async function takeMessages(tx: Tx, { from, to }: Move): Promise<void> {
  const former = visitorScope({ sessionId: from, appContactId: to.appContactId });
  const sender = scopeOf(to);
  await tx.execute(sql`
    update ${messages} as m set sender = ${sender}
    where m.sender = ${former}
      and not exists (select 1 from ${messages} o where o.sender = ${sender} and o.client_id = m.client_id)`);
}
