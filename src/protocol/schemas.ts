import { z } from 'zod';
import { ConvotError } from './errors.js';
import { IDENTIFIER_CHARS, MESSAGE_CHARS, PUSH_ENTRIES, SUBJECT_CHARS, TOKEN_CHARS } from './limits.js';
import { type Claim, readClaim } from './person.js';
import type { Trust } from './trust.js';
import { type CheckedPatch, checkPatch } from './values.js';
import type { MessageDraft, OpenRequest, StartRequest, TicketForm } from './wire.js';

/**
 * Request bodies as a server reads them: zod around the same checks that the client calls.
 * Never part of a browser bundle.
 */

/** Not `z.record`, which would drop a key named `__proto__` unseen. */
const plainObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** A claim, normalised. */
const claim = plainObject.transform((input, context): Claim | undefined => {
  const read = readClaim(input);
  if (typeof read === 'string') {
    context.addIssue({
      code: 'custom',
      message: `claim field ${read} is unusable`,
      params: { code: 'claim_invalid' },
    });
    return z.NEVER;
  }
  return read ?? undefined;
});

const customData = plainObject.transform((patch): CheckedPatch => checkPatch(patch));

/** What people type, as UTF-8 can store it: an emoji cut in two must not lose the rest of a message. */
const typed = (maxChars: number) =>
  z
    .string()
    .transform((text) => text.replaceAll('\0', '').replaceAll(/\p{Cs}/gu, '\uFFFD'))
    .pipe(z.string().trim().min(1).max(maxChars));

/** What a browser may name its own things by; {@link randomId} makes such names. */
const browserId = z.string().regex(/^[\w-]{16,64}$/);

const messageDraft = z.object({ client_id: browserId, text: typed(MESSAGE_CHARS) });

const openRequest = z.object({
  claim: claim.optional(),
  identity: z.string().min(1).max(TOKEN_CHARS).optional(),
  resume: z.string().min(1).max(200).optional(),
  guest: z.string().min(1).max(200).optional(),
});

const pushRequest = z.object({
  lane: browserId,
  trust: z.enum(['anonymous', 'unverified', 'verified']),
  entries: z
    .array(z.object({ seq: z.int().positive(), custom_data: customData }))
    .min(1)
    .max(PUSH_ENTRIES),
});

const startRequest = z.object({ message: messageDraft });

const ticketForm = z.object({
  subject: typed(SUBJECT_CHARS),
  email: z.email().max(IDENTIFIER_CHARS).toLowerCase().optional(),
});

/** A push with each patch checked, so that refused keys can be answered by name. */
export interface CheckedPush {
  readonly lane: string;
  readonly trust: Trust;
  readonly entries: readonly { readonly seq: number; readonly custom_data: CheckedPatch }[];
}

/** Reads `POST sessions`. @throws ConvotError `request_invalid`, `claim_invalid` */
export function readOpenRequest(body: unknown): OpenRequest {
  return read(openRequest, body) as OpenRequest;
}

/** Reads `POST patches`. @throws ConvotError `request_invalid`, `lane_gap` */
export function readPush(body: unknown): CheckedPush {
  const push = read(pushRequest, body);
  const first = push.entries[0]?.seq ?? 0;
  if (push.entries.some((entry, place) => entry.seq !== first + place)) {
    throw new ConvotError('lane_gap', 'The entries of a push must be consecutive: send the oldest ones without a gap.');
  }
  return push;
}

/** Reads `POST conversations`. @throws ConvotError `request_invalid` */
export function readStart(body: unknown): StartRequest {
  return read(startRequest, body);
}

/** Reads `POST conversations/:id/messages`. @throws ConvotError `request_invalid` */
export function readMessageDraft(body: unknown): MessageDraft {
  return read(messageDraft, body);
}

/** Reads `POST conversations/:id/ticket`. @throws ConvotError `request_invalid` */
export function readTicketForm(body: unknown): TicketForm {
  return read(ticketForm, body) as TicketForm;
}

/** Reads a body by a schema; the error names the field and never its value. */
function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const params = issue?.code === 'custom' ? issue.params : undefined;
  const code = params?.code === 'claim_invalid' ? 'claim_invalid' : 'request_invalid';
  throw new ConvotError(code, `The field "${issue?.path.join('.') || 'body'}" is not as the protocol says.`);
}
