import { ConfigurationError } from './configuration.js';

/** Fewest characters of a bearer token: 128 bits, even when they are written in hex. */
const BEARER_CHARS_MIN = 32;

/** What a new token is made of: 256 bits, as many as `openssl rand -base64 32` makes. */
const BEARER_BYTES = 32;

/** The characters of a token in a header: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;

/** Makes a new bearer token for Customer Context: 43 characters of base64url. */
export function makeBearerToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BEARER_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * Checks a bearer token, as it stands in the environment and in the desk's settings.
 *
 * @returns the token itself.
 * @throws ConfigurationError `missing`, `not_text`, `has_spaces`, `wrong_length`, `option_invalid`
 */
export function readBearerToken(token: unknown): string {
  if (token === undefined || token === null || token === '') {
    throw new ConfigurationError('missing', 'The bearer token is missing: is its environment variable set?');
  }
  if (typeof token !== 'string') throw new ConfigurationError('not_text', 'The bearer token must be text.');
  if (/\s/.test(token)) throw new ConfigurationError('has_spaces', 'The bearer token has white space: remove it.');
  if (token.length < BEARER_CHARS_MIN) {
    throw new ConfigurationError(
      'wrong_length',
      `The bearer token must have ${BEARER_CHARS_MIN} characters or more, not ${token.length}.`,
    );
  }
  if (!BEARER.test(token)) {
    throw new ConfigurationError(
      'option_invalid',
      'The bearer token has characters that no header takes: use letters, digits and -._~+/ (RFC 6750).',
    );
  }
  return token;
}

/**
 * Makes the check of `Authorization` headers: whether one carries any of these tokens.
 *
 * Digests are compared, every byte of each, so that the time it takes tells nothing of a token, not even its length.
 */
export function bearerCheck(tokens: readonly string[]): (authorization: string | null) => Promise<boolean> {
  let expected: Promise<Uint8Array[]> | undefined;
  return async (authorization) => {
    const candidate = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (candidate === undefined) return false;
    // Not before the first request: some runtimes forbid work while a module loads.
    expected ??= Promise.all(tokens.map(digest));
    const [found, known] = await Promise.all([digest(candidate), expected]);
    return known.map((each) => sameBytes(each, found)).includes(true);
  };
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.reduce((difference, byte, place) => difference | (byte ^ (b[place] ?? 0)), 0) === 0;
}
