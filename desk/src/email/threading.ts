import { randomBytes } from 'node:crypto';
import { asciiDomain } from './addresses.js';
import { EmailError } from './errors.js';
import { MESSAGE_ID_CHARS, REFERENCES } from './limits.js';
import type { IncomingEmail } from './types.js';

/** 128 bits: nobody guesses one. Hexadecimal, because some servers change the case of what they quote. */
const TOKEN_BYTES = 16;

/** Tells our message ids from those of other programs on the same domain. */
const OURS = 'convot';

/** An id is one word in brackets. What else stands in the header is not one: old programs put addresses and dates there. */
const MESSAGE_ID = /<[^\s<>]+>/g;

/**
 * The message ids of a `Message-ID`, `In-Reply-To` or `References`, each once, in order. Of a long list the first, which
 * began the thread, and the latest.
 */
export function readMessageIds(value: string): string[] {
  const ids = new Set<string>();
  for (const [id] of value.matchAll(MESSAGE_ID)) {
    if (id.length <= MESSAGE_ID_CHARS && !/[\p{Cc}\p{Cs}]/u.test(id)) ids.add(id);
  }
  const all = [...ids];
  return all.length <= REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - REFERENCES)];
}

/**
 * A new message id for a mail of ours, as `<0f3c….convot@desk.example>`. Store it with the message before the mail
 * leaves: an answer is matched by it.
 *
 * @param domain one of the desk's mail domains
 * @throws EmailError `domain_invalid`
 */
export function newMessageId(domain: string): string {
  const ascii = asciiDomain(domain);
  if (ascii === null) {
    throw new EmailError(
      'domain_invalid',
      'The domain of outgoing mail is no domain name. Set one such as desk.example.',
    );
  }
  return `<${randomBytes(TOKEN_BYTES).toString('hex')}.${OURS}@${ascii}>`;
}

/** A message id of ours in the spelling in which it is stored; `null` for anybody else's. */
function ownMessageId(id: string, domains: ReadonlySet<string>): string | null {
  const match = /^<([0-9a-f]{32})\.convot@([^>]+)>$/i.exec(id);
  const domain = match?.[2] === undefined ? null : asciiDomain(match[2]);
  return match?.[1] && domain !== null && domains.has(domain) ? `<${match[1].toLowerCase()}.${OURS}@${domain}>` : null;
}

/** By which message ids a mail may belong to a conversation that exists; see {@link threadKey}. */
export interface ThreadKey {
  /** Ids of mails that the desk sent, most likely one first, as stored. */
  readonly own: readonly string[];
  /** Ids that other programs made, most likely one first. */
  readonly others: readonly string[];
  /** Whether the mail itself bears an id of ours: a mail of ours that came back, by a loop or an alias. */
  readonly isOwnMail: boolean;
}

/**
 * Which conversation a mail belongs to, as the ids to look up: what it answers, then its references from the latest to
 * the first, then, for a bounce, the mail that it reports on.
 *
 * The result is a hint and no permission. Anybody may write any `References`, and everybody who was sent, copied or
 * forwarded one of our mails knows its id. Before a caller adds a mail to a conversation it must check all of this:
 *
 * 1. Exactly one stored message has that id, compared as a whole, and it belongs to the organisation and the inbox that
 *    the mail was addressed to.
 * 2. The mail's sender is a participant of that conversation: its `From` in its canonical spelling is an address that the
 *    conversation was held with. Whoever knows the id alone (a forwarded mail) opens a conversation of their own.
 * 3. The conversation's trust is not raised, and nothing of it is shown or sent, on the strength of such a mail: the
 *    `From` of an unconfirmed mail is as easily written as its references. Answers go to the participant's stored
 *    address, never to the new mail's `Reply-To`.
 * 4. For `others` (a customer's second mail before our answer): the stored mail of that id came from the same address.
 *    These ids can be guessed, so a confirmed conversation takes an unconfirmed mail by `own` ids alone.
 * 5. A bounce changes the state of the message that it names, and is no message of the contact.
 *
 * @param domains the desk's mail domains, current and earlier ones
 */
export function threadKey(
  email: Pick<IncomingEmail, 'messageId' | 'inReplyTo' | 'references' | 'report'>,
  domains: readonly string[],
): ThreadKey {
  const ours = new Set(domains.flatMap((domain) => asciiDomain(domain) ?? []));
  const reported = email.report?.originalMessageId;
  const candidates = [...email.inReplyTo, ...[...email.references].reverse(), ...(reported ? [reported] : [])];
  const own = new Set<string>();
  const others = new Set<string>();
  for (const id of candidates) {
    const known = ownMessageId(id, ours);
    if (known !== null) own.add(known);
    else others.add(id);
  }
  const isOwnMail = email.messageId !== null && ownMessageId(email.messageId, ours) !== null;
  return { own: [...own], others: [...others], isOwnMail };
}
