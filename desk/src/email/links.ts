const LINK_CHARS = 2_000;

/**
 * Where a link leads, when it leads to a web page: an `http` or `https` address without user name and password, which
 * only serve to make it look like another one. `null` for every other scheme, for relative ones and for what is none.
 */
export function linkTarget(href: string): string | null {
  if (href.length > LINK_CHARS || !URL.canParse(href.trim())) return null;
  const url = new URL(href.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.username = '';
  url.password = '';
  return url.href;
}

/** Whether a link's text is its own address, perhaps without scheme, `www.` or the slash at its end. */
export function namesTarget(label: string, target: string): boolean {
  if (URL.canParse(label.trim()) && new URL(label.trim()).href === target) return true;
  const bare = (address: string) =>
    address
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/$/, '');
  return bare(label) === bare(target);
}

/** A web address in running text, without the punctuation that ends its sentence. */
const WEB_ADDRESS = /\bhttps?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/gi;

/** The parts of a text in order, those that are web addresses with their target: never one with a user name. */
export function findLinks(text: string): { text: string; target: string | null }[] {
  const parts: { text: string; target: string | null }[] = [];
  let end = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), target: null });
    parts.push({ text: match[0], target: honestTarget(match[0]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), target: null });
  return parts;
}

function honestTarget(address: string): string | null {
  const target = linkTarget(address);
  return target !== null && namesTarget(address, target) ? target : null;
}
