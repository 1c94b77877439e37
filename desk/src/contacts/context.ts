import { type CustomerContext, type CustomValue, type Fact, maySee, type NamedFact } from 'convot/protocol';
import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { type Db, schema, type Tx } from '../database/index.js';
import { bestFact, type FactRow, isLabelText, type LabelKey, toFact } from './facts.js';

const { facts } = schema;

/**
 * What an agent may know of a contact in one app, with where each value came from. Cleared keys are not in it;
 * email and name stand in the header and are not repeated among the token's fields.
 *
 * @param db - a transaction's handle, too: a ticket keeps the context of its moment.
 */
export async function loadContext(db: Db | Tx, appContactId: string): Promise<CustomerContext> {
  const rows = await db
    .select()
    .from(facts)
    .where(and(eq(facts.appContactId, appContactId), isNotNull(facts.value)))
    .orderBy(asc(facts.place), asc(facts.at), asc(facts.key));
  const seen = rows.filter(isVisible);
  return {
    email: header(seen, 'email'),
    name: header(seen, 'name'),
    external_id: header(seen, 'external_id'),
    user_detail: seen.filter((row) => row.root === 'user_detail' && !standsInHeader(row)).map(named<unknown>),
    custom_data: seen.filter((row) => row.root === 'custom_data').map(named<CustomValue>),
  };
}

/** By the protocol's visibility table. A claim is what the visitor said to the desk itself: agents see it. */
function isVisible({ root }: FactRow): boolean {
  if (root === 'claim') return true;
  return maySee('agent', root === 'user_detail' ? 'userDetail' : 'custom_data');
}

function header(rows: readonly FactRow[], key: LabelKey): Fact<string> | null {
  const best = bestFact(rows, key);
  return best && toFact<string>(best);
}

/** The token's text always wins the header, so it is shown there. */
function standsInHeader(row: FactRow): boolean {
  return (row.key === 'email' || row.key === 'name') && isLabelText(row);
}

function named<V>(row: FactRow): NamedFact<V> {
  return { key: row.key, ...toFact<V>(row) };
}
