import { ConvotError, type PushAnswer, type PushResult, type Trust, trustSuffices } from 'convot/protocol';
import type { CheckedPush } from 'convot/protocol/schemas';
import { and, eq, gte, lte } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import type { Desk } from '../desk.js';
import { organisationScope, transact } from '../events/index.js';
import type { VisitorSession } from '../sessions/index.js';
import { groupEntries, refusalsOf } from './groups.js';
import { mergePatch } from './merge-sql.js';

const { appContacts, laneAnswers, lanes } = schema;

/**
 * Law 3: takes in a lane's entries, each exactly once and in order, in one transaction. What was seen before is
 * answered as it was the first time.
 *
 * @throws ConvotError `lane_mismatch` when the lane is of another person or trust, or above the session's trust.
 */
export async function pushEntries(
  desk: Pick<Desk, 'db' | 'bus' | 'clock'>,
  session: VisitorSession,
  push: CheckedPush,
): Promise<PushAnswer> {
  if (!trustSuffices(session.trust, push.trust)) throw mismatch();
  return transact(desk, async (tx, emit) => {
    const at = desk.clock();
    const lastSeq = await lockLane(tx, session, push, at);
    const repeated = await firstAnswers(tx, push, lastSeq);
    const fresh = push.entries.filter(({ seq }) => seq > lastSeq);
    const results = fresh.length > 0 ? await apply(tx, session, { ...push, entries: fresh }, at) : [];
    if (results.some(({ status }) => status === 'applied')) {
      const contact = { app_contact_id: session.appContactId, contact_id: session.contactId };
      emit(organisationScope(session.organisationId), { type: 'context', ...contact });
    }
    return { results: [...repeated, ...results] };
  });
}

/** Makes the lane if it is new and holds it until the end of the transaction. @returns the last seq seen. */
async function lockLane(tx: Tx, { appContactId }: VisitorSession, push: CheckedPush, at: Date): Promise<number> {
  const { lane: id, trust } = push;
  await tx.insert(lanes).values({ id, appContactId, trust, seenAt: at }).onConflictDoNothing();
  const [lane] = await tx.select().from(lanes).where(eq(lanes.id, id)).for('update');
  if (!lane || lane.appContactId !== appContactId || lane.trust !== trust) throw mismatch();
  const lastSeq = Math.max(lane.lastSeq, push.entries.at(-1)?.seq ?? 0);
  await tx.update(lanes).set({ seenAt: at, lastSeq }).where(eq(lanes.id, id));
  return lane.lastSeq;
}

function mismatch(): ConvotError {
  return new ConvotError('lane_mismatch', 'The lane belongs to another person or trust than this session.');
}

/** The stored answers of entries seen before. One that the client skipped had expired there: it was never applied. */
async function firstAnswers(tx: Tx, { lane, entries }: CheckedPush, lastSeq: number): Promise<PushResult[]> {
  const seen = entries.filter(({ seq }) => seq <= lastSeq).map(({ seq }) => seq);
  if (seen.length === 0) return [];
  const rows = await tx
    .select({ seq: laneAnswers.seq, answer: laneAnswers.answer })
    .from(laneAnswers)
    .where(
      and(
        eq(laneAnswers.laneId, lane),
        gte(laneAnswers.seq, Math.min(...seen)),
        lte(laneAnswers.seq, Math.max(...seen)),
      ),
    );
  const answers = new Map(rows.map((row) => [row.seq, row.answer]));
  return seen.map((seq) => answers.get(seq) ?? { seq, status: 'refused', refused: [] });
}

/** Merges entries that were never seen, and stores what they are answered. */
async function apply(tx: Tx, session: VisitorSession, push: CheckedPush, at: Date): Promise<PushResult[]> {
  const { appContactId } = session;
  // Lanes of one person are merged one after the other, so that the count of keys is right. Not `for update`: rows that
  // merely refer to this one may be written meanwhile.
  await tx
    .select({ id: appContacts.id })
    .from(appContacts)
    .where(eq(appContacts.id, appContactId))
    .for('no key update');
  const results: PushResult[] = [];
  for (const { patch, entries } of groupEntries(push.entries, push.trust)) {
    const withoutRoom = await mergePatch(tx, { appContactId, patch, trust: push.trust, at });
    for (const entry of entries) results.push(resultOf(entry, withoutRoom, push.trust));
  }
  await tx.insert(laneAnswers).values(results.map((answer) => ({ laneId: push.lane, seq: answer.seq, answer })));
  return results;
}

function resultOf(entry: CheckedPush['entries'][number], withoutRoom: readonly string[], trust: Trust): PushResult {
  const refused = refusalsOf(entry, withoutRoom, trust);
  const asked = Object.keys(entry.custom_data.accepted).length + entry.custom_data.refused.length;
  return { seq: entry.seq, status: asked > 0 && refused.length === asked ? 'refused' : 'applied', refused };
}
