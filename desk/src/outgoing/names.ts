/**
 * Endings under which no name is on the public internet: RFC 6761 and the names after it, what home and company
 * networks use (RFC 6762 appendix G), and what ICANN keeps free of the public because of them.
 *
 * @see https://www.iana.org/assignments/special-use-domain-names
 */
const SPECIAL_ENDINGS = [
  'alt',
  'arpa',
  'corp',
  'example',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'mail',
  'onion',
  'private',
  'test',
] as const;

/** A name as DNS takes it: labels of 1 to 63 letters, digits, hyphens or underscores, at most 253 characters in all. */
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Whether this can be a host's name at all; lower case, without a dot at its end. */
export function isName(host: string): boolean {
  return NAME.test(host);
}

/** Whether a name may be asked for on the public internet. A single word is some network's own: `metadata`, `redis`. */
export function isPublicName(host: string): boolean {
  const labels = host.split('.');
  const ending: string | undefined = labels.at(-1);
  return labels.length > 1 && !SPECIAL_ENDINGS.some((special) => special === ending);
}

/** Whether a name means this very machine (RFC 6761 §6.3). */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}
