import type { Claim, Person } from '../../src/protocol/index.js';

/** Somebody who uses the browser. Each has both identifiers. */
export interface Human {
  readonly id: string;
  readonly email: string;
}

/** The customers of the shop. A run's own names keep runs against one desk apart. */
export function createPeople(run: string): readonly Human[] {
  return ['ada', 'grace', 'joan'].map((name) => ({ id: `${name}${run}`, email: `${name}${run}@people.test` }));
}

/** How a page names somebody. `both` is an id with an email. */
export type NamedBy = 'id' | 'email' | 'both';

export type ProofKind = 'none' | 'right' | 'wrong';

/** What proves things to a backend: the customer's own server holds its secrets. */
export interface Notary {
  hash(text: string): Promise<string>;
  token(human: Human, lifeS: number): Promise<string>;
}

export async function claimOf(human: Human, by: NamedBy, proof: ProofKind, notary: Notary): Promise<Claim> {
  const named: Claim = {
    ...(by !== 'email' && { external_id: human.id }),
    ...(by !== 'id' && { email: human.email }),
  };
  if (proof === 'none') return named;
  const right = await notary.hash(by === 'email' ? human.email : human.id);
  return { ...named, user_hash: proof === 'right' ? right : '0'.repeat(64) };
}

/** A person's name among all: two persons are one when it is the same. */
export function nameOf(person: Person): string {
  return `${person.kind}:${person.value}`;
}
