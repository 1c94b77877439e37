/** A stretch of a message: plain text, or a link when it has an address. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Addresses end at white space, brackets, quotes, and the invisible characters that can disguise them. */
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"'`\p{C}]+/giu;

/** The end of a sentence is no part of an address. */
const TRAILING = /[.,;:!?*_…»”’]+$/u;

const SCHEMES = ['http:', 'https:', 'mailto:'];

/** Splits a message into text and links. Only `http`, `https` and `mailto` addresses that are written out become links. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** A closing bracket belongs to the address only when it was opened in it. */
function trimmed(address: string): string {
  const shorter = address.replace(TRAILING, '').replace(/[)\]}]$/, (bracket) => {
    const opening = bracket === ')' ? '(' : bracket === ']' ? '[' : '{';
    return address.includes(opening) ? bracket : '';
  });
  return shorter === address ? address : trimmed(shorter);
}

/** A name and password before the host can pretend to be another site, so such an address stays text. */
function hrefOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return SCHEMES.includes(url.protocol) && !url.username && !url.password ? url.href : null;
}
