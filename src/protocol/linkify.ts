/** A stretch of a message: plain text, or a link when it has an address. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/**
 * An address ends at white space, brackets, quotes, and the invisible characters that can disguise it. A pair of
 * round brackets may be part of it; the end of a sentence is not.
 */
const ADDRESS =
  /\b(?:https?:\/\/|mailto:)(?:\([^\s<>"'`()\p{C}]*\)|[^\s<>"'`()\p{C}])*(?:\([^\s<>"'`()\p{C}]*\)|[^\s<>"'`()[\]{}\p{C}.,;:!?*_…»”’])/giu;

/** Splits a message into text and links. Only `http`, `https` and `mailto` addresses that are written out become links. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    if (!isPlain(address)) continue;
    parts.push({ text: text.slice(end, index) }, { text: address, href: address });
    end = index + address.length;
  }
  return [...parts, { text: text.slice(end) }];
}

/** A name and password before the host can pretend to be another site, so such an address stays text. */
function isPlain(address: string): boolean {
  return URL.canParse(address) && !new URL(address).username && !new URL(address).password;
}
