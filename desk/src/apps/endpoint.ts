const ENDPOINT_CHARS = 2_048;
/** Hosts that a developer's own machine answers. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
/** Any origin will do: a path must not leave it. */
const SOME_ORIGIN = 'https://page.invalid';

/**
 * Whether pages may be told to ask this address for an identity token: a path of their own origin, beginning with
 * exactly one `/`, or an https URL. Plain http is for a developer's own machine.
 */
export function isIdentityEndpoint(text: string): boolean {
  if (text.length > ENDPOINT_CHARS || /[\s\p{Cc}\\]/u.test(text)) return false;
  const isPath = text.startsWith('/');
  if (isPath ? text.startsWith('//') : !/^https?:\/\//i.test(text)) return false;
  let url: URL;
  try {
    url = new URL(text, SOME_ORIGIN);
  } catch {
    return false;
  }
  if (isPath) return url.origin === SOME_ORIGIN && !url.hash;
  if (url.username || url.password || url.hash) return false;
  return url.protocol === 'https:' || LOCAL_HOSTS.includes(url.hostname);
}
