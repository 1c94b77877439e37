/** Where a value leads, when it is one of the few things that may be a link. */
export interface ValueLink {
  readonly href: string;
  readonly kind: 'web' | 'email';
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`, 'i');
const EMAIL_LOCAL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/i;

/** RFC 1035 §2.3.4, without the final dot. */
const DOMAIN_CHARS = 253;

/** Endings of file names that are no top-level domains: `report.pdf` is a file, not a site. */
const FILE_ENDINGS =
  /\.(?:csv|css|docx?|exe|gif|html?|jpe?g|jpg|js|json|log|pdf|png|pptx?|svg|tsx?|txt|xlsx?|xml|ya?ml)$/i;

/** Spaces, controls, and the invisible characters that can make an address read as another one. */
const UNPRINTABLE = /[\p{C}\p{Z}\\]/u;

/**
 * The link of a value: a domain (`https` is assumed), an `http` or `https` URL, or an email address.
 * Anything else, and any other scheme, is `null`: it stays text.
 */
export function linkOf(value: string): ValueLink | null {
  if (UNPRINTABLE.test(value)) return null;
  if (/^https?:\/\//i.test(value)) return webLink(value);
  const at = value.lastIndexOf('@');
  if (at > 0) return emailLink(value.slice(0, at), value.slice(at + 1));
  return isDomain(value) && !FILE_ENDINGS.test(value) ? webLink(`https://${value}`) : null;
}

/** A URL with a name and password before the host can pretend to be another site. */
function webLink(text: string): ValueLink | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password;
  return isPlain ? { href: url.href, kind: 'web' } : null;
}

function emailLink(local: string, domain: string): ValueLink | null {
  if (!EMAIL_LOCAL.test(local) || !isDomain(domain)) return null;
  return { href: `mailto:${encodeURIComponent(local)}@${domain}`, kind: 'email' };
}

function isDomain(value: string): boolean {
  return value.length <= DOMAIN_CHARS && DOMAIN.test(value);
}
