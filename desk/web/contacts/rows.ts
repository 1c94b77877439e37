import type { ContactRow } from '../../wire/index.js';

/** The contacts that the list knows, last seen first. */
export interface ContactRows {
  readonly contacts: readonly ContactRow[];
  /** Where the next page begins; `null` at the end. */
  readonly next: string | null;
}

/** A further page behind those that are known. */
export function withMoreContacts(known: ContactRows, page: ContactRows): ContactRows {
  const ids = new Set(known.contacts.map((contact) => contact.id));
  return { contacts: [...known.contacts, ...page.contacts.filter((contact) => !ids.has(contact.id))], next: page.next };
}

/** The first page read again: what it names comes first, further pages that were read stay behind it. */
export function withFirstContacts(known: ContactRows | null, first: ContactRows): ContactRows {
  if (!known || known.contacts.length <= first.contacts.length || first.next === null) return first;
  return { ...withMoreContacts(first, known), next: known.next };
}
