import { IDENTIFIER_CHARS, type OpenRequest, type Session } from 'convot/protocol';
import { and, eq, inArray, or } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';
import { type Decision, storableText } from '../identity/index.js';

type Shown = Session['person'];

/**
 * What a session may know of its own person. An unverified one: what this request supplied, nothing else (Law 5).
 * A verified one: what its proof showed, else what a verified session of the same person left.
 */
export async function shownPerson(
  tx: Tx,
  decision: Decision,
  claim: OpenRequest['claim'],
  appContactId: string,
): Promise<Shown> {
  const detail = decision.token?.userDetail;
  const shown = { email: text(detail?.email) ?? claim?.email?.toLowerCase() ?? null, name: text(detail?.name) };
  if (decision.trust !== 'verified' || (shown.email && shown.name)) return shown;
  const stored = await provenPerson(tx, appContactId);
  return { email: shown.email ?? stored.email, name: shown.name ?? stored.name };
}

async function provenPerson(tx: Tx, appContactId: string): Promise<Shown> {
  const { facts } = schema;
  const rows = await tx
    .select({ root: facts.root, key: facts.key, value: facts.value })
    .from(facts)
    .where(
      and(
        eq(facts.appContactId, appContactId),
        eq(facts.trust, 'verified'),
        or(
          and(eq(facts.root, 'user_detail'), inArray(facts.key, ['email', 'name'])),
          and(eq(facts.root, 'claim'), eq(facts.key, 'email')),
        ),
      ),
    );
  const find = (root: string, key: string) => text(rows.find((row) => row.root === root && row.key === key)?.value);
  return { email: find('user_detail', 'email') ?? find('claim', 'email'), name: find('user_detail', 'name') };
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return storableText(value).trim().slice(0, IDENTIFIER_CHARS) || null;
}
