import type { AssistBasis, FactsUsed } from '../../wire/assist.js';
import type { LookupResult } from '../../wire/lookups.js';
import type { Material } from './material.js';

/** Longest value, in UTF-16 code units; of a longer one the beginning is told. */
const VALUE_CHARS = 500;

/** What the model is told of the customer, and what becomes of it. */
export interface Background {
  readonly basis: AssistBasis;
  /** `null`: nothing is told. */
  readonly lookup: object | null;
  readonly contact: object | null;
}

/**
 * Decides which stored facts a prompt may hold. Those that are not confirmed for who wrote the ticket carry a warning,
 * or stay out when the owner wants it so.
 */
export function backgroundOf(
  material: Pick<Material, 'lookup' | 'isLookupPending' | 'contact' | 'trust' | 'excludeUnconfirmed'>,
): Background {
  const { lookup, excludeUnconfirmed } = material;
  const looked = lookup && lookedUp(lookup);
  const lookupUsed = used(looked, lookup?.confirmed_for_sender ?? false, excludeUnconfirmed);
  const contact = ownFields(material);
  // A guest's fields are all the guest's own. An unproven claim may name somebody else, whose fields these are then.
  const contactUsed = used(contact, material.trust !== 'unverified', excludeUnconfirmed);
  return {
    basis: {
      lookup: material.isLookupPending ? 'pending' : lookupUsed,
      lookup_status: lookup?.status ?? null,
      contact: contactUsed,
    },
    lookup: lookupUsed === 'excluded' ? null : looked,
    contact: contactUsed === 'excluded' ? null : contact,
  };
}

function used(facts: object | null, isConfirmed: boolean, excludeUnconfirmed: boolean): FactsUsed {
  if (!facts) return 'none';
  if (isConfirmed) return 'confirmed';
  return excludeUnconfirmed ? 'excluded' : 'unconfirmed';
}

/** Rows and summary. Links are for the agent's own eyes: they often lead into the company's administration. */
function lookedUp({ status, heading, rows, summary, at }: LookupResult): object | null {
  if (status !== 'ok' || (rows.length === 0 && summary === null)) return null;
  const facts = rows.map(({ label, text }) => ({ label, value: text.slice(0, VALUE_CHARS) }));
  return { looked_up_at: at, about: heading, summary, facts };
}

/** What pages and tokens told of the contact: each with whether it is proven, since anybody can fill a blank. */
function ownFields({ contact }: Pick<Material, 'contact'>): object | null {
  const { email, name, external_id, user_detail, custom_data } = contact;
  const header = Object.entries({ email, name, external_id }).flatMap(([key, fact]) =>
    fact ? [{ key, ...fact }] : [],
  );
  const fields = [...header, ...user_detail, ...custom_data].map(({ key, value, trust }) => ({
    field: key,
    value: shortened(value),
    proven: trust === 'verified',
  }));
  return fields.length === 0 ? null : fields;
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, VALUE_CHARS);
  if (typeof value !== 'object' || value === null) return value;
  return (JSON.stringify(value) ?? '').slice(0, VALUE_CHARS);
}
