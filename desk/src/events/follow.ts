import { sql } from 'drizzle-orm';
import { type Db, schema } from '../database/index.js';
import type { Desk } from '../desk.js';
import { openInbox } from './inbox.js';
import type { Scope } from './scopes.js';

/** Events read from the log at a time. */
const REPLAY_PAGE = 200;

/** One step along a scope's log. `place` names where a reader without a place of its own begins; `gap` where it goes on. */
export type Step =
  | { readonly kind: 'event'; readonly seq: number; readonly data: string }
  | { readonly kind: 'place' | 'gap'; readonly seq: number };

/**
 * Follows a scope from after a place: what is in the log first, then what comes, each event once and in order.
 * Ends when the signal aborts or the bus closes.
 *
 * @param after - the last seq seen, or `null` to begin with what comes. When the log no longer reaches back to it, or
 *   it was never given out (another database), one `gap` is told and it goes on from now.
 */
export async function* follow(
  { db, bus }: Pick<Desk, 'db' | 'bus'>,
  scope: Scope,
  after: number | null,
  signal: AbortSignal,
): AsyncGenerator<Step, void, void> {
  // Before the first read, so that nothing falls between the log and the news.
  const inbox = openInbox(bus, scope, signal);
  try {
    let cursor = after ?? (await readLog(db, scope, null)).last;
    if (after === null) yield { kind: 'place', seq: cursor };
    let behind = true;
    for (;;) {
      if (behind) {
        const { last, steps } = await readLog(db, scope, cursor);
        const broken = steps.length > 0 ? steps[0]?.seq !== cursor + 1 : last !== cursor;
        if (broken) yield { kind: 'gap', seq: last };
        else yield* steps;
        cursor = broken ? last : (steps.at(-1)?.seq ?? cursor);
        behind = cursor < last && !signal.aborted;
        continue;
      }
      const received = await inbox.take();
      if (received === 'ended') return;
      if (received === 'lost') behind = true;
      else if (received.seq === cursor + 1) {
        cursor = received.seq;
        yield { kind: 'event', ...received };
      } else behind = received.seq > cursor;
    }
  } finally {
    inbox.close();
  }
}

interface LogPage {
  /** The last seq given out, of the same moment as the steps. */
  readonly last: number;
  readonly steps: readonly Extract<Step, { kind: 'event' }>[];
}

/** @param after - `null` asks for the last seq alone. */
async function readLog(db: Db, scope: Scope, after: number | null): Promise<LogPage> {
  const { events, eventScopes } = schema;
  const rows = await db.execute<{ last: string; seq: string | null; data: string | null }>(sql`
    select s.last_seq as last, e.seq, e.payload::text as data
    from ${eventScopes} s
    left join ${events} e on e.scope = s.scope and e.seq > ${after}::bigint
    where s.scope = ${scope}
    order by e.seq
    limit ${REPLAY_PAGE}`);
  return {
    last: Number(rows[0]?.last ?? 0),
    steps: rows.flatMap(({ seq, data }) =>
      seq === null || data === null ? [] : [{ kind: 'event' as const, seq: Number(seq), data }],
    ),
  };
}
