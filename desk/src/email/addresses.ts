import { domainToASCII, domainToUnicode } from 'node:url';
import { addressParser } from 'postal-mime';
import { MAILBOXES } from './limits.js';
import { plainLine } from './plain.js';
import type { IncomingEmail, Mailbox } from './types.js';

/** RFC 5321, section 4.5.3.1: 64 before the `@`, 255 after it. */
const ADDRESS_CHARS = 320;
const NAME_CHARS = 200;

/** Of an address header; a hundred mailboxes are far shorter. */
const HEADER_CHARS = 32_768;

/** RFC 5322's dot-atom; letters beyond ASCII as RFC 6532 adds them. No quoted form: nobody has such an address. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;

/** A domain in ASCII: labels of letters, digits and hyphens. */
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Spaces and direction marks hide in letters beyond ASCII; an address has none. */
const INVISIBLE = /[\p{Z}\p{C}]/u;

/**
 * A domain as DNS knows it: lower case, ASCII, without the dot at its end. `null` for what is no domain, and for one
 * whose letters only look like its ASCII form (full-width ones, say): two programs could read it in two ways.
 */
export function asciiDomain(domain: string): string | null {
  if (domain !== domain.normalize('NFC')) return null;
  const lower = domain.toLowerCase().replace(/\.$/, '');
  if (DOMAIN.test(lower)) return lower.includes('xn--') && !domainToUnicode(lower) ? null : lower;
  if (INVISIBLE.test(lower)) return null;
  const ascii = domainToASCII(lower);
  return DOMAIN.test(ascii) && domainToUnicode(ascii) === lower ? ascii : null;
}

/**
 * The one spelling of an address by which it is compared and stored: lower case, its domain in ASCII. `null` for what
 * is not exactly one plain address.
 */
export function canonicalAddress(address: string): string | null {
  if (address.length > ADDRESS_CHARS) return null;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = asciiDomain(address.slice(at + 1));
  if (domain === null || local.length > 64 || !LOCAL_PART.test(local) || INVISIBLE.test(local)) return null;
  // NFC turns some letters into ASCII ones, the Kelvin sign into a K: such an address would pass for another one.
  return local === local.normalize('NFC') ? `${local.toLowerCase()}@${domain}` : null;
}

/** The mailboxes of an address header, groups opened, leniently: for showing and answering, never for trusting. */
export function readMailboxes(value: string): Mailbox[] {
  const found: Mailbox[] = [];
  for (const { address = '', name } of addressParser(value.slice(0, HEADER_CHARS), { flatten: true })) {
    const readable = plainLine(address, ADDRESS_CHARS);
    if (!readable.includes('@')) continue;
    found.push({ address: readable, name: plainLine(name, NAME_CHARS) });
    if (found.length === MAILBOXES) break;
  }
  return found;
}

/**
 * The address of a `From` that can be read in one way only: `a@b`, `<a@b>` or `Name <a@b>`, the name quoted when it
 * holds anything special. `null` for comments, groups, lists, routes, several brackets or a name with an `@` in it.
 */
export function soleAddress(value: string): string | null {
  const bare = canonicalAddress(value.trim());
  if (bare !== null) return bare;
  const match = /^(?<name>[^<>]*)<(?<address>[^<>\s]+)>$/.exec(value.trim());
  if (!match?.groups) return null;
  const { name = '', address = '' } = match.groups;
  return isPlainName(name.trim()) ? canonicalAddress(address) : null;
}

/** A quoted string, or words of letters that mean nothing in an address header. */
function isPlainName(name: string): boolean {
  if (/^"(?:[^"\\]|\\.)*"$/.test(name)) return true;
  return /^[^"\\(),:;@[\]]*$/.test(name);
}

/**
 * Where an answer to a mail goes: its `Reply-To` when that is exactly one address, else its `From`; `null` without a
 * usable one. For the first answer to a new conversation: later ones go to the address that the conversation stores.
 * A confirmed `From` confirms no `Reply-To`.
 */
export function answerAddress(email: Pick<IncomingEmail, 'from' | 'replyTo'>): Mailbox | null {
  const [only, ...more] = email.replyTo;
  const wanted = only && more.length === 0 ? only : email.from;
  return wanted && canonicalAddress(wanted.address) !== null ? wanted : null;
}
