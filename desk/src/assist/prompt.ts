import type { FactsUsed } from '../../wire/assist.js';
import type { AsData } from '../model/index.js';
import { type Background, backgroundOf } from './background.js';
import type { Material } from './material.js';

/** So much of each part the model reads, in UTF-16 code units of JSON. Together they stay below a prompt's limit. */
const LOOKUP_CHARS = 20_000;
const CONTACT_CHARS = 12_000;
const SUBJECT_CHARS = 1_000;
const MESSAGES_CHARS = 36_000;
/** Of a longer message only the beginning is read. */
const MESSAGE_CHARS = 6_000;

/** What stands above facts that may be somebody else's. */
export const UNCONFIRMED =
  'Not confirmed for this sender: nothing proves that the sender is who this is about. Let it help you to understand ' +
  'the question, but tell none of it to the sender, and do not confirm that there is such a customer.';

/** A ticket as a prompt tells it. */
export interface Told {
  readonly basis: Background['basis'];
  /** The stored lookup first, then the contact, then what was written: all of it fenced. */
  readonly tell: (asData: AsData) => string;
}

/** Writes a ticket for a prompt, with what is known of who wrote it. */
export function tellTicket(material: Material): Told {
  const { basis, lookup, contact } = backgroundOf(material);
  const tell = (asData: AsData) =>
    [
      ...facts(
        'What the company’s own system says of the customer:',
        basis.lookup,
        lookup && asData('lookup', lookup, LOOKUP_CHARS),
      ),
      ...facts(
        'What is known of the contact; a field that is not "proven" was said by a web page, and may be untrue:',
        basis.contact,
        contact && asData('contact', contact, CONTACT_CHARS),
      ),
      ...(lookup || contact ? [] : ['Nothing is known of the customer but what is written below.']),
      'The ticket’s subject:',
      asData('subject', material.subject, SUBJECT_CHARS),
      'What was written, oldest first:',
      asData('messages', latest(material.messages), MESSAGES_CHARS),
    ].join('\n');
  return { basis, tell };
}

function facts(title: string, used: FactsUsed | 'pending', fenced: string | null): string[] {
  if (fenced === null) return [];
  return [...(used === 'confirmed' ? [] : [UNCONFIRMED]), title, fenced];
}

/** As many of the last messages as there is room for. */
function latest(messages: Material['messages']): object[] {
  const told: object[] = [];
  let room = MESSAGES_CHARS;
  for (const { author, text } of [...messages].reverse()) {
    const message = { from: author === 'visitor' ? 'customer' : 'agent', text: text.slice(0, MESSAGE_CHARS) };
    room -= JSON.stringify(message).length + 1;
    if (room < 0 && told.length > 0) break;
    told.unshift(message);
  }
  return told;
}
