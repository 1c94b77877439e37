import { z } from 'zod';
import type { LookupReader, NoIdentifierReason } from '../../wire/lookups.js';
import { type Model, ModelError, type Spend } from '../model/index.js';
import { readInstructions } from './instructions/index.js';
import type { Mail, Sender } from './mail.js';
import { readPlainly } from './plain-reader.js';
import { sanitise } from './sanitise.js';
import { findIn } from './stands.js';
import { isSameIdentifier, isSendersOwn } from './whose.js';

/** So much of a mail the model reads, in UTF-16 code units. */
const SUBJECT_CHARS = 1_000;
const BODY_CHARS = 20_000;

/** What {@link extract} needs. */
export interface Extraction {
  readonly mail: Mail;
  readonly sender: Sender;
  /** "How to identify the customer". */
  readonly instructions: string;
  /** `null`: the plain reader is alone. */
  readonly model: Model | null;
  readonly spend: Spend;
  readonly signal?: AbortSignal | undefined;
}

/** The identifier that will be sent, and who read it; or why there is none. */
export type Extracted =
  | { readonly identifier: string; readonly reader: LookupReader }
  | { readonly identifier: null; readonly reason: NoIdentifierReason };

/** What the model may say. */
const FOUND = z.object({ identifier: z.string().nullable() });

/**
 * Finds the one value by which the customer is looked up. The plain reader goes first; what it doesn't understand or
 * find is the model's. Whoever read it: only what stands in the mail (an email's own sender does), or is the verified
 * contact's own, leaves here; of several rules the next has its turn where one finds what may not.
 *
 * @throws what `spend` throws
 */
export async function extract(wanted: Extraction): Promise<Extracted> {
  const { mail, sender, model } = wanted;
  const reading = readInstructions(wanted.instructions);
  let isRefused = false;
  const plain = reading.understood
    ? readPlainly(reading.rules, mail, sender, (read) => {
        const sent = accepted(read, wanted);
        isRefused ||= sent === null;
        return sent;
      })
    : null;
  if (plain) return { identifier: plain.identifier, reader: 'plain' };
  const nothing = none(isRefused ? 'not_in_mail' : 'not_found');
  if (!model) return reading.understood ? nothing : none('instruction_unclear');
  try {
    const said = await ask(model, wanted);
    if (said === null || sanitise(said) === '') return nothing;
    const identifier = accepted(said, wanted);
    return identifier === null ? none('not_in_mail') : { identifier, reader: 'model' };
  } catch (error) {
    if (error instanceof ModelError) return none(error.code);
    throw error;
  }
}

/** @returns what will be sent of what was read; `null` for what neither stands in the mail nor is the sender's own. */
function accepted(read: string, { mail, sender }: Extraction): string | null {
  const identifier = sanitise(read);
  if (identifier === '') return null;
  if (isSendersOwn(identifier, sender) || isSameIdentifier(mail.from ?? '', identifier)) return identifier;
  return findIn(mail.subject, identifier) ?? findIn(mail.body, identifier);
}

async function ask(model: Model, { mail, sender, instructions, spend, signal }: Extraction): Promise<string | null> {
  const { value } = await model.structured({
    schema: FOUND,
    name: 'identifier',
    system: [
      'You read an email that a help desk received, and find the one value by which its customer is looked up.',
      `The desk's owner says how:\n${instructions.trim() || 'Find the identifier of the customer.'}`,
      'Answer with JSON: {"identifier": "…"}. Copy the value character by character as it is written; add nothing,',
      'and leave labels out. When it is not there, or you are unsure, answer {"identifier": null}. Invent nothing.',
    ].join('\n'),
    prompt: (asData) =>
      [
        asData('subject', mail.subject, SUBJECT_CHARS),
        asData('body', mail.body, BODY_CHARS),
        ...(sender.verified.length > 0 ? ['Proven identifiers of the sender:', asData('sender', sender.verified)] : []),
      ].join('\n'),
    spend,
    signal,
  });
  return value.identifier;
}

function none(reason: NoIdentifierReason): Extracted {
  return { identifier: null, reason };
}
