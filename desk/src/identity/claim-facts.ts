import type { OpenedToken } from 'convot/proof';
import { type Claim, type FactSource, type Person, personOfClaim, personOfToken, type Trust } from 'convot/protocol';
import { sql } from 'drizzle-orm';
import { schema, type Tx } from '../database/index.js';

/** An identifying value that a person was given, by whom, and whether that is proven. */
export interface ClaimFact {
  readonly key: Person['kind'] | 'name';
  readonly value: string;
  readonly source: FactSource;
  readonly trust: Trust;
}

/**
 * The identifying values of a request. Only the field that the hash signs, or the token names, counts as proven: the
 * other one is unverified even in a verified session.
 */
export function claimFacts(request: {
  readonly claim: Claim | undefined;
  readonly token: OpenedToken | null;
  readonly proven: boolean;
}): ClaimFact[] {
  const { claim, token, proven } = request;
  const facts = new Map<Person['kind'], ClaimFact>();
  const signed = claim && proven ? personOfClaim(claim)?.kind : undefined;
  const named = { external_id: claim?.external_id, email: claim?.email?.toLowerCase() };
  for (const key of ['external_id', 'email'] as const) {
    const value = named[key];
    if (value) facts.set(key, { key, value, source: 'identify', trust: key === signed ? 'verified' : 'unverified' });
  }
  const person = token && personOfToken(token);
  if (person) facts.set(person.kind, { key: person.kind, value: person.value, source: 'token', trust: 'verified' });
  return [...facts.values()];
}

/** What a mail says of its author fills blanks of the provisional contact that it opened. */
export async function noteEmailSender(
  tx: Tx,
  appContactId: string,
  { email, name }: { readonly email: string | null; readonly name: string | null },
  at: Date,
): Promise<void> {
  const given = { email, name };
  const claimed = (['email', 'name'] as const).flatMap((key): ClaimFact[] => {
    const value = given[key];
    return value === null ? [] : [{ key, value, source: 'email', trust: 'unverified' }];
  });
  await writeClaimFacts(tx, appContactId, claimed, { wins: false, at });
}

/**
 * Writes them under the root `claim`. A verified session's win; any other's fill blanks only.
 *
 * @param wins - whether they come from a verified session.
 */
export async function writeClaimFacts(
  tx: Tx,
  appContactId: string,
  claimed: readonly ClaimFact[],
  { wins, at }: { readonly wins: boolean; readonly at: Date },
): Promise<void> {
  if (claimed.length === 0) return;
  const { facts } = schema;
  const same = sql`${facts.value} is not distinct from excluded.value`;
  // A value that was proven before stays proven when it is repeated without proof.
  const proven = sql`${same} and ${facts.trust} = 'verified'`;
  await tx
    .insert(facts)
    .values(claimed.map((fact, place) => ({ ...fact, appContactId, root: 'claim' as const, place, at })))
    .onConflictDoUpdate({
      target: [facts.appContactId, facts.root, facts.key],
      set: {
        value: sql`excluded.value`,
        previous: sql`case when ${same} then ${facts.previous} else ${facts.value} end`,
        source: sql`case when ${proven} then ${facts.source} else excluded.source end`,
        trust: sql`case when ${proven} then ${facts.trust} else excluded.trust end`,
        at: sql`excluded.at`,
      },
      setWhere: sql`${wins}::boolean or ${facts.value} is null or ${facts.value} = '""'::jsonb`,
    });
}
