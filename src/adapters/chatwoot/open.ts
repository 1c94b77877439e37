import {
  type Claim,
  ConvotError,
  hashedTexts,
  type OpenRequest,
  personOfClaim,
  readClaim,
  type Session,
} from '../../protocol/index.js';
import type { Chatwoot } from './backend.js';
import { isFault } from './http.js';
import { guestRefused, hashMissing, hashWrong } from './refusals.js';
import { type Contact, type ContactProof, contactPath, type Held, seatOf } from './sessions.js';
import { conversationsOf, unreadIn } from './threads.js';

/** Nothing expires in Chatwoot; once a day the client asks for a fresh proof (in seconds). */
const RENEW_AFTER_S = 86_400;

/**
 * Where the email of a claim goes when an `external_id` names the person. As a contact's `email` it would join two
 * contacts in Chatwoot, and nothing proves it.
 */
const EMAIL_ATTRIBUTE = 'claimed_email';

/** A seat, and how much an agent has said to it that was not seen. */
interface Seat {
  readonly held: Held;
  readonly unread: number;
}

/** Opens a seat in the inbox for the person, or goes on with the one that `resume` holds. */
export async function openSession(chatwoot: Chatwoot, request: OpenRequest): Promise<Session> {
  if (request.identity !== undefined) {
    throw new ConvotError('token_invalid', 'Chatwoot opens no identity tokens.', { reason: 'not_supported' });
  }
  const claim = request.claim ? readClaim(request.claim) : null;
  if (typeof claim === 'string') throw new ConvotError('claim_invalid', `The field ${claim} is unusable.`);
  if (request.claim && !claim) throw new ConvotError('claim_invalid', 'The claim names nobody.');
  const { held, unread } = claim ? await openClaim(chatwoot, request, claim) : await openGuest(chatwoot, request);
  const { handle, trust, origin } = held;
  return {
    credential: chatwoot.sessions.write(held),
    handle,
    trust,
    origin,
    renew_after_s: RENEW_AFTER_S,
    person: { email: claim?.email?.toLowerCase() ?? null, name: null },
    unread,
  };
}

async function openGuest(chatwoot: Chatwoot, { resume }: OpenRequest): Promise<Seat> {
  const before = await seatBefore(chatwoot, resume, ({ trust }) => trust === 'anonymous');
  if (before) return before;
  const contact = await createContact(chatwoot, {}).catch((error) => guestRefused(chatwoot, error));
  return { held: seatOf(contact, { handle: `guest:${contact.id}`, trust: 'anonymous', origin: 'guest' }), unread: 0 };
}

/**
 * A person is named by `identifier` alone, signed or not: Chatwoot joins contacts by email, and an unsigned email must
 * not. More trust makes a new seat, so a credential never gains what it had not.
 */
async function openClaim(chatwoot: Chatwoot, { resume }: OpenRequest, claim: Claim): Promise<Seat> {
  const { kind, value: identifier } = personOfClaim(claim) ?? { kind: 'email', value: '' };
  const named = {
    handle: `${kind}:${identifier}`,
    trust: claim.user_hash ? 'verified' : 'unverified',
    origin: 'claim',
  } as const;
  const isSame = ({ handle, trust }: Held) => handle === named.handle && trust === named.trust;
  const before = await seatBefore(chatwoot, resume, isSame);
  if (claim.user_hash) return openProven(chatwoot, before, named, claim);
  const seat = before ?? {
    held: seatOf(await createContact(chatwoot, { identifier }).catch((error) => hashMissing(chatwoot, error)), named),
    unread: 0,
  };
  const attributes = emailAttribute(claim);
  if (attributes) await update(chatwoot, seat.held, attributes);
  return seat;
}

/** Creating a contact checks the hash before anything is written; only an update marks the seat as verified. */
async function openProven(
  chatwoot: Chatwoot,
  before: Seat | null,
  named: Parameters<typeof seatOf>[1],
  claim: Claim,
): Promise<Seat> {
  for (const identifier of hashedTexts(claim)) {
    const proof: ContactProof = { identifier, identifier_hash: claim.user_hash ?? '' };
    const marking = { ...proof, ...emailAttribute(claim) };
    if (before && (await unlessFault(update(chatwoot, before.held, marking)))) {
      chatwoot.sessions.keepProof(before.held, proof);
      return before;
    }
    const contact = await unlessFault(createContact(chatwoot, proof));
    if (!contact) continue;
    const held = seatOf(contact, named);
    await update(chatwoot, held, marking);
    chatwoot.sessions.keepProof(held, proof);
    return { held, unread: unreadIn(await conversationsOf(chatwoot, held)) };
  }
  return hashWrong(chatwoot, () => createContact(chatwoot, {}));
}

/** `null` when there was none, it is not the wanted one, or it has ended. */
async function seatBefore(
  chatwoot: Chatwoot,
  credential: string | undefined,
  isWanted: (held: Held) => boolean,
): Promise<Seat | null> {
  if (credential === undefined) return null;
  try {
    const held = chatwoot.sessions.read(credential);
    return isWanted(held) ? { held, unread: unreadIn(await conversationsOf(chatwoot, held)) } : null;
  } catch (error) {
    if (error instanceof ConvotError && error.code === 'session_ended') return null;
    throw error;
  }
}

async function createContact({ http }: Chatwoot, body: object): Promise<Contact> {
  const contact = await http<Contact>('/contacts', { method: 'POST', body });
  if (!contact?.source_id || !contact.pubsub_token) throw new ConvotError('internal', 'The answer is no contact.');
  return contact;
}

async function update({ http }: Chatwoot, held: Held, body: object): Promise<object> {
  await http(contactPath(held), { method: 'PATCH', body });
  return held;
}

/** A second identifier, as what it is: something that the page said. */
function emailAttribute({ external_id, email }: Claim): { custom_attributes: Record<string, string> } | null {
  return external_id && email ? { custom_attributes: { [EMAIL_ATTRIBUTE]: email } } : null;
}

/** `null` where Chatwoot answered a fault, which may be its no to the hash. */
function unlessFault<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error) => {
    if (isFault(error)) return null;
    throw error;
  });
}
