import { asciiDomain, canonicalAddress, soleAddress } from './addresses.js';
import { authservIdOf, parseAuthenticationResults } from './authentication-results.js';
import type { HeaderField, IncomingEmail } from './types.js';

/** Why a mail's sender is not confirmed. */
export type UnconfirmedReason =
  /** No receiver is trusted: nothing can be confirmed. */
  | 'no_trusted_receiver'
  /** It came by a way that is open to strangers: whoever sent it may have written the verdict. */
  | 'way_open'
  /** Headers were cut off, so that a second `From` could be among them. */
  | 'headers_cut'
  | 'from_missing'
  | 'from_several'
  /** `From` holds several addresses, none, or can be read in two ways. */
  | 'from_ambiguous'
  /** No trusted receiver's verdict stands above `From`. */
  | 'no_verdict'
  /** The trusted receiver's verdict can't be read without doubt. */
  | 'verdict_unreadable'
  /** It says nothing of DMARC. */
  | 'no_dmarc'
  /** It says that DMARC did not pass, or that the domain has no policy. */
  | 'dmarc_not_passed'
  /** DMARC passed for another domain than that of `From`. */
  | 'not_aligned';

/** Whether a mail is from the address that it says. */
export type SenderTrust =
  | {
      readonly confirmed: true;
      /** The proven address: lower case, its domain in ASCII. Compare and store this one, not `from.address`. */
      readonly address: string;
    }
  | { readonly confirmed: false; readonly reason: UnconfirmedReason };

const unconfirmed = (reason: UnconfirmedReason): SenderTrust => ({ confirmed: false, reason });

/** A name so close to `From` that a mail program could take it for one. */
const looksLikeFrom = ({ name }: HeaderField): boolean => name.replace(/[^a-z]/g, '') === 'from';

/**
 * Whether a trusted receiver confirms that a mail is from the domain of its `From`: the topmost `Authentication-Results`
 * that bears that receiver's name, above `From`, says `dmarc=pass` once, for exactly that domain, and there is exactly
 * one `From` with exactly one address that can be read in one way only. Everything else is unconfirmed.
 *
 * What it proves is the domain; that nobody else of that domain wrote it is the domain's promise. It proves nothing
 * of `Reply-To`, `Cc` or the text.
 *
 * @param options `trustedReceivers`: the authserv-ids, as `mx.example.com`, of servers that every mail of this door
 *   passes and that remove such headers of senders (RFC 8601, section 5). Empty: nobody is ever confirmed. `isGuarded`:
 *   whether this mail came by a way that is closed to all others.
 * @see https://www.rfc-editor.org/rfc/rfc8601
 */
export function senderTrust(
  email: Pick<IncomingEmail, 'headers' | 'faults'>,
  { trustedReceivers, isGuarded }: { readonly trustedReceivers: readonly string[]; readonly isGuarded: boolean },
): SenderTrust {
  const trusted = new Set(trustedReceivers.map((name) => name.trim().toLowerCase()).filter(Boolean));
  if (trusted.size === 0) return unconfirmed('no_trusted_receiver');
  if (!isGuarded) return unconfirmed('way_open');
  if (email.faults.some(({ code }) => code === 'headers_too_large')) return unconfirmed('headers_cut');
  const from = email.headers.findIndex(looksLikeFrom);
  if (from === -1) return unconfirmed('from_missing');
  if (email.headers.filter(looksLikeFrom).length > 1) return unconfirmed('from_several');
  const field = email.headers[from];
  const address = field?.name === 'from' ? soleAddress(field.value) : null;
  if (address === null) return unconfirmed('from_ambiguous');
  return verdictFor(address, email.headers.slice(0, from), trusted);
}

function verdictFor(address: string, above: readonly HeaderField[], trusted: ReadonlySet<string>): SenderTrust {
  const verdict = above.find(({ name, value }) => name === 'authentication-results' && isOf(trusted, value));
  if (!verdict) return unconfirmed('no_verdict');
  const parsed = parseAuthenticationResults(verdict.value);
  if (!parsed) return unconfirmed('verdict_unreadable');
  const dmarc = parsed.results.filter(({ method }) => method === 'dmarc');
  if (dmarc.length === 0) return unconfirmed('no_dmarc');
  // Two verdicts contradict each other, or one of them came in by a sender's address that was copied into the header.
  const [only] = dmarc;
  const domains = only?.properties.get('header.from') ?? [];
  if (dmarc.length > 1 || domains.length > 1) return unconfirmed('verdict_unreadable');
  if (only?.result !== 'pass') return unconfirmed('dmarc_not_passed');
  const domain = asciiDomain(domains[0] ?? '');
  const aligned = domain !== null && domain === address.slice(address.lastIndexOf('@') + 1);
  return aligned ? { confirmed: true, address } : unconfirmed('not_aligned');
}

/** A header whose writer can't be told counts as the receiver's: what stands below it may be the sender's. */
function isOf(trusted: ReadonlySet<string>, value: string): boolean {
  const id = authservIdOf(value);
  return id === null || trusted.has(id);
}

/** The address that an unconfirmed mail claims, in the spelling for comparing; `null` when it claims none. */
export function claimedAddress(email: Pick<IncomingEmail, 'from'>): string | null {
  return email.from === null ? null : canonicalAddress(email.from.address);
}
