import type { Client } from '../client/client.js';
import type { Patch } from '../protocol/index.js';
import type { Fields } from './facts.js';
import type { Warn } from './warnings.js';

/** Who a page says its visitor is, as far as one call of it says so. */
export interface Name {
  readonly external_id?: string | number;
  readonly email?: string;
  readonly user_hash?: string;
}

/**
 * The one visitor of a page. The messengers let a page tell name, proof and facts piece by piece and in any order, for
 * one session; here each patch belongs to somebody. So what is said within one task goes out together, and facts that
 * were told before anybody was named are told again with the name.
 */
export interface Visitor {
  tell(name: Name, facts: Patch): void;
  /** Ends the person: what was told goes out first, then the client is reset and nothing is remembered. */
  reset(): void;
}

/** What of these three fields is usable; a page without a login often sends them empty. */
export function nameOf(fields: { [F in keyof Name]: unknown }, warn: Warn): Name {
  const name: Record<string, string | number> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'string' || (typeof value === 'number' && field === 'external_id')) name[field] = value;
    else warn('shim_value', field);
  }
  return name;
}

export function createVisitor(client: Client): Visitor {
  let name: Name = {};
  let isNamed = false;
  let facts: Fields & Patch = {};
  let early: Patch = {};
  let isWaiting = false;

  function send(): void {
    if (!isWaiting) return;
    isWaiting = false;
    if (isNamed) {
      client.identify({ ...name, custom_data: { ...early, ...facts } });
      early = {};
    } else if (Object.keys(facts).length > 0) {
      client.update(facts);
      if (!isSomebody(name)) early = { ...early, ...facts };
    }
    isNamed = false;
    facts = {};
  }

  return {
    tell(told, newFacts) {
      if (isAnother(name, told)) {
        send();
        name = {};
      }
      if (isSomebody(told)) {
        name = joined(name, told);
        isNamed = true;
      }
      facts = { ...facts, ...newFacts };
      if (!isWaiting) queueMicrotask(send);
      isWaiting = true;
    },
    reset() {
      send();
      name = {};
      early = {};
      client.reset();
    },
  };
}

const isSomebody = ({ external_id, email }: Name) => external_id !== undefined || email !== undefined;

/** Whether the page has gone over to somebody else without a logout. An id that is added to an address is the same person's. */
function isAnother(known: Name, told: Name): boolean {
  if (known.external_id !== undefined) {
    return told.external_id !== undefined && `${told.external_id}` !== `${known.external_id}`;
  }
  return known.email !== undefined && told.email !== undefined && told.email !== known.email;
}

/** A proof stays only while what it signs is the same: the id, or the address where there is no id. */
function joined(known: Name, told: Name): Name {
  const { user_hash, ...both } = { ...known, ...told };
  const isProven = told.user_hash !== undefined || signed(both) === signed(known);
  return isProven && user_hash !== undefined ? { ...both, user_hash } : both;
}

const signed = ({ external_id, email }: Name) => `${external_id ?? email}`;
